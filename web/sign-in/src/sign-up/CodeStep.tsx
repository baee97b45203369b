import { ApiError } from '@gatehouse/api-client';
import { CardPage, Link, PageTitle, ProblemNotice, problemText, useFormat, useToast } from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';

import { arrive, keepingReturn } from '../arrival';
import styles from '../forms.module.css';
import { rememberAccount } from '../remembered';
import { api } from '../session';
import { useText } from '../texts';
import { useCountdown } from '../useCountdown';
import code from './CodeStep.module.css';
import { codeDigits, type Pending, pendingOf, storePending } from './draft';

type Props = { pending: Pending; onPending: (pending: Pending) => void };

export function CodeStep({ pending, onPending }: Props) {
  const t = useText();
  const { sent, identifier } = pending;
  const [digits, setDigits] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [isIncomplete, setIsIncomplete] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const verify = async (given: string) => {
    if (isBusy) return;
    setIsIncomplete(given.length < 6);
    if (given.length < 6) {
      input.current?.focus();
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      const { account } = await api.verifyRegistration(sent.id, given);
      storePending(null);
      rememberAccount(account, identifier);
      arrive();
    } catch (failure) {
      setIsBusy(false);
      setError(failure instanceof ApiError ? failure : new ApiError('internal_error', 0));
      setDigits('');
      requestAnimationFrame(() => input.current?.focus());
    }
  };

  const type = (text: string) => {
    const next = codeDigits(text);
    setDigits(next);
    setIsIncomplete(false);
    // The last digit, a paste or the browser's own filling completes it.
    if (next.length === 6 && next !== digits) void verify(next);
  };

  const isAboutCode = error?.code === 'code_invalid';
  return (
    <CardPage>
      <PageTitle title={t(sent.channel === 'email' ? 'code.title.email' : 'code.title.sms')} />
      <p className={styles['muted']}>{t('code.text', { address: sent.sent_to })}</p>
      {error && !isAboutCode && <CodeProblem error={error} />}
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void verify(digits);
        }}
      >
        <TextInput
          ref={input}
          label={t('code.label')}
          name="code"
          value={digits}
          onChange={(event) => type(event.currentTarget.value)}
          error={isAboutCode ? problemText(t, error) : isIncomplete && t('code.incomplete')}
          autoComplete="one-time-code"
          inputMode="numeric"
          classNames={{ input: code['digits'] ?? '' }}
        />
        <Button type="submit" size="md" loading={isBusy}>
          {t('code.submit')}
        </Button>
      </form>
      <div className={styles['row']}>
        <Resend pending={pending} onPending={onPending} onError={setError} />
        <Link href={keepingReturn('/sign-up')}>{t('code.other-address')}</Link>
      </div>
      <p className={styles['small']}>{t('code.hint')}</p>
    </CardPage>
  );
}

function CodeProblem({ error }: { error: ApiError }) {
  const t = useText();
  if (error.code === 'conflict') {
    return (
      <p role="alert">
        {t('code.taken')} <Link href={keepingReturn('/sign-in')}>{t('sign-up.sign-in')}</Link>
      </p>
    );
  }
  const isOver = error.code === 'not_found' || (error.code === 'resend_too_soon' && error.retryAfter === undefined);
  if (isOver) {
    return (
      <p role="alert">
        {t('code.expired')} <Link href={keepingReturn('/sign-up')}>{t('code.restart')}</Link>
      </p>
    );
  }
  return <ProblemNotice error={error} />;
}

function Resend({ pending, onPending, onError }: Props & { onError: (error: ApiError | null) => void }) {
  const t = useText();
  const format = useFormat();
  const tell = useToast();
  const wait = useCountdown(pending.resendAt);
  const resend = async () => {
    onError(null);
    try {
      onPending(pendingOf(await api.resendCode(pending.sent.id), pending.identifier));
      tell(t('code.resent'));
    } catch (failure) {
      const refusal = failure instanceof ApiError ? failure : new ApiError('internal_error', 0);
      if (refusal.retryAfter !== undefined) onPending({ ...pending, resendAt: Date.now() + refusal.retryAfter * 1000 });
      onError(refusal);
    }
  };
  return (
    <button type="button" className={styles['linklike']} disabled={wait > 0} onClick={() => void resend()}>
      {wait > 0 ? t('code.resend-in', { time: format.countdown(wait) }) : t('code.resend')}
    </button>
  );
}
