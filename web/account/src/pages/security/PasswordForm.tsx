import { ApiError } from '@gatehouse/api-client';
import { fieldProblems, minimumLength, PasswordField, ProblemNotice, useToast } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { type SubmitEvent, useRef, useState } from 'react';

import { useChangePassword } from '../../queries';
import { api } from '../../session';
import { useText } from '../../texts';
import styles from '../forms.module.css';

type Props = {
  username: string;
  /** What somebody who guesses would try first. */
  personal: string[];
  minimum: number;
  onClose: () => void;
};

export function PasswordForm({ username, personal, minimum, onClose }: Props) {
  const t = useText();
  const tell = useToast();
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [missing, setMissing] = useState<{ current?: string; next?: string }>({});
  const form = useRef<HTMLFormElement>(null);

  const isWrong = change.error instanceof ApiError && change.error.code === 'invalid_credentials';
  const isReused = change.error instanceof ApiError && change.error.code === 'password_reused';
  const refused = fieldProblems(t, change.error);
  const problems = {
    current: missing.current ?? (isWrong ? t('security.password.wrong') : undefined),
    next: missing.next ?? (isReused ? t('problem.password_reused') : refused['new_password']),
  };

  const focusProblem = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = {
      ...(current === '' ? { current: t('rule.required') } : {}),
      ...([...next].length < minimum ? { next: t('password.rule', { minimum }) } : {}),
    };
    setMissing(found);
    change.reset();
    if (Object.keys(found).length > 0) {
      focusProblem();
      return;
    }
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          tell(t('security.password.done'));
          onClose();
        },
        onError: focusProblem,
      },
    );
  };

  return (
    <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
      {change.error && problems.current === undefined && problems.next === undefined && (
        <ProblemNotice error={change.error} />
      )}
      <input
        className={styles['unseen']}
        name="username"
        value={username}
        autoComplete="username"
        aria-hidden="true"
        tabIndex={-1}
        readOnly
      />
      <PasswordField
        name="current"
        label={t('security.password.current')}
        value={current}
        onChange={setCurrent}
        error={problems.current}
      />
      <PasswordField
        isNew
        minimum={minimum}
        name="next"
        label={t('security.password.new')}
        value={next}
        onChange={setNext}
        error={problems.next}
        judge={(password) => api.checkPassword({ password, personal, beside_factor: minimum < minimumLength })}
      />
      <p className={styles['muted']}>{t('security.password.ends')}</p>
      <div className={styles['buttons']}>
        <Button type="submit" size="md" loading={change.isPending}>
          {t('security.password.change')}
        </Button>
        <Button size="md" variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
