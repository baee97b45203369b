import { ApiError, type SignInProgress } from '@gatehouse/api-client';
import {
  CardPage,
  PageTitle,
  PasswordField,
  ProblemNotice,
  problemText,
  useCountdown,
  WaitNotice,
} from '@gatehouse/ui';
import { Button, Checkbox } from '@mantine/core';
import { type SubmitEvent, useLayoutEffect, useRef, useState } from 'react';

import { finish } from '../arrival';
import { storeAttempt, storedAttempt } from '../attempt';
import { EndOfSignIn, endOf } from '../EndOfSignIn';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { Who } from '../Who';

type Props = { identifier: string; onProgress: (progress: SignInProgress) => void };

export default function PasswordStep({ identifier, onProgress }: Props) {
  const t = useText();
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(() => storedAttempt().remember);
  const [isMissing, setIsMissing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [blockedUntil, setBlockedUntil] = useState(0);
  const wait = useCountdown(blockedUntil);
  const form = useRef<HTMLFormElement>(null);
  const focus = () => form.current?.querySelector<HTMLInputElement>('[name=password]')?.focus();
  useLayoutEffect(focus, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy || wait > 0) return;
    setIsMissing(password === '');
    if (password === '') {
      focus();
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      storeAttempt({ identifier, remember });
      const answer = await api.signIn({ identifier, password });
      if (answer.status === 'complete') finish(answer);
      else onProgress(answer);
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

  const end = endOf(error);
  if (end) return <EndOfSignIn end={end} onLeave={() => setError(null)} />;
  const isWrong = error?.code === 'invalid_credentials';
  return (
    <CardPage>
      <PageTitle title={t('sign-in.welcome-back')} />
      <Refusal error={error} until={blockedUntil} />
      <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
        <Who identifier={identifier} />
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
          error={isMissing ? t('rule.required') : isWrong ? problemText(t, error) : undefined}
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

function Refusal({ error, until }: { error: ApiError | null; until: number }) {
  const t = useText();
  if (!error || error.code === 'invalid_credentials') return null;
  if (error.code === 'rate_limited') {
    return (
      <WaitNotice key={until} title={t('sign-in.throttled')} until={until}>
        {t('sign-in.throttled.text')}
      </WaitNotice>
    );
  }
  return <ProblemNotice error={error} />;
}
