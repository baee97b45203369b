import { ApiError } from '@gatehouse/api-client';
import {
  CardPage,
  Link,
  Notice,
  PageTitle,
  PasswordField,
  ProblemNotice,
  problemText,
  useCountdown,
  useFormat,
} from '@gatehouse/ui';
import { Button, Checkbox } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';

import { arrive, keepingReturn } from '../arrival';
import styles from '../forms.module.css';
import { forgetAccount, rememberAccount } from '../remembered';
import { api } from '../session';
import { useText } from '../texts';

const refusals = {
  account_locked: 'sign-in.locked.title',
  account_suspended: 'sign-in.suspended.title',
  sign_in_restricted: 'sign-in.restricted.title',
} as const;

export function PasswordStep({ identifier }: { identifier: string }) {
  const t = useText();
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [blockedUntil, setBlockedUntil] = useState(0);
  const wait = useCountdown(blockedUntil);
  const form = useRef<HTMLFormElement>(null);
  const focus = () => form.current?.querySelector<HTMLInputElement>('[name=password]')?.focus();
  useEffect(focus, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy || wait > 0) return;
    if (password === '') {
      focus();
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      const answer = await api.signIn({ identifier, password });
      if (answer.status !== 'complete') throw new ApiError('method_unavailable', 0);
      const { account } = answer;
      if (remember) rememberAccount(account, identifier);
      else forgetAccount(account.id);
      arrive();
    } catch (failure) {
      const refusal = failure instanceof ApiError ? failure : new ApiError('internal_error', 0);
      setIsBusy(false);
      setError(refusal);
      if (refusal.code === 'rate_limited') setBlockedUntil(Date.now() + (refusal.retryAfter ?? 60) * 1000);
      if (refusal.code === 'invalid_credentials') {
        setPassword('');
        focus();
      }
    }
  };

  const isWrong = error?.code === 'invalid_credentials';
  return (
    <CardPage>
      <PageTitle title={t('sign-in.welcome-back')} />
      <Refusal error={error} wait={wait} />
      <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
        <div className={styles['who']}>
          <div>
            <span className={styles['small']}>{t('sign-in.as')}</span>
            <strong>{identifier}</strong>
          </div>
          <Link href={keepingReturn('/sign-in?step=name')}>{t('sign-in.change')}</Link>
        </div>
        <input
          className={styles['unseen']}
          name="username"
          value={identifier}
          autoComplete="username"
          aria-hidden="true"
          tabIndex={-1}
          readOnly
        />
        <PasswordField
          name="password"
          value={password}
          onChange={setPassword}
          error={isWrong ? problemText(t, error) : undefined}
        />
        {isWrong && <p className={styles['small']}>{t('sign-in.forgotten')}</p>}
        <Checkbox
          label={t('sign-in.remember')}
          checked={remember}
          onChange={(event) => setRemember(event.currentTarget.checked)}
        />
        <Button type="submit" size="md" loading={isBusy} disabled={wait > 0}>
          {t('sign-in.submit')}
        </Button>
      </form>
    </CardPage>
  );
}

function Refusal({ error, wait }: { error: ApiError | null; wait: number }) {
  const t = useText();
  const format = useFormat();
  if (!error || error.code === 'invalid_credentials') return null;
  if (error.code === 'rate_limited') {
    if (wait === 0) return null;
    return (
      <Notice tone="warning" title={t('sign-in.throttled')}>
        {t('sign-in.throttled.text', { time: format.countdown(wait) })}
      </Notice>
    );
  }
  if (error.code in refusals) {
    return (
      <Notice tone="danger" title={t(refusals[error.code as keyof typeof refusals])}>
        {problemText(t, error)}
      </Notice>
    );
  }
  return <ProblemNotice error={error} />;
}
