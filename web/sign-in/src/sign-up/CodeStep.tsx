import { ApiError } from '@gatehouse/api-client';
import {
  CardPage,
  CodeField,
  isCodeRefused,
  Link,
  navigate,
  PageTitle,
  ProblemNotice,
  problemText,
  Resend,
  useToast,
} from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';

import { arrive, keepingReturn } from '../arrival';
import styles from '../forms.module.css';
import { rememberAccount } from '../remembered';
import { api } from '../session';
import { useText } from '../texts';
import { unbroken } from '../unbroken';
import { type Pending, pendingOf, storePending } from './draft';
import { mayOfferPasskey } from './offer';

type Props = { pending: Pending; onPending: (pending: Pending) => void };

export default function CodeStep({ pending, onPending }: Props) {
  const t = useText();
  const tell = useToast();
  const { sent, identifier } = pending;
  const [digits, setDigits] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [isIncomplete, setIsIncomplete] = useState(false);

  const verify = async (given: string) => {
    if (isBusy) return;
    setIsIncomplete(given.length < 6);
    if (given.length < 6) {
      setAttempt(attempt + 1);
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      const { account } = await api.verifyRegistration(sent.id, given);
      storePending(null);
      rememberAccount(account, identifier);
      if (await mayOfferPasskey()) navigate(keepingReturn('/sign-up?step=passkey'), { replace: true });
      else arrive();
    } catch (failure) {
      setIsBusy(false);
      setError(asApiError(failure));
      if (isCodeRefused(failure)) setDigits('');
      setAttempt(attempt + 1);
    }
  };

  const resend = async () => {
    setError(null);
    try {
      onPending(pendingOf(await api.resendCode(sent.id), identifier));
      setAttempt(attempt + 1);
      tell(t('code.resent'));
    } catch (failure) {
      const refusal = asApiError(failure);
      if (refusal.retryAfter !== undefined) onPending({ ...pending, resendAt: Date.now() + refusal.retryAfter * 1000 });
      setError(refusal);
    }
  };

  const isAboutCode = error?.code === 'code_invalid';
  return (
    <CardPage>
      <PageTitle title={t(sent.channel === 'email' ? 'code.title.email' : 'code.title.sms')} />
      <p className={styles['muted']}>{t('code.text', { address: unbroken(sent.sent_to) })}</p>
      {error && !isAboutCode && <CodeProblem error={error} />}
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void verify(digits);
        }}
      >
        <CodeField
          value={digits}
          onChange={(next) => {
            setDigits(next);
            setIsIncomplete(false);
          }}
          onComplete={(next) => void verify(next)}
          error={isAboutCode ? problemText(t, error) : isIncomplete && t('code.incomplete')}
          attempt={attempt}
        />
        <Button type="submit" size="md" loading={isBusy}>
          {t('code.submit')}
        </Button>
      </form>
      <div className={styles['row']}>
        <Resend at={pending.resendAt} onResend={resend} />
        <Link href={keepingReturn('/sign-up')}>{t('code.other-address')}</Link>
      </div>
      <p className={styles['small']}>{t('code.hint')}</p>
    </CardPage>
  );
}

function asApiError(failure: unknown): ApiError {
  return failure instanceof ApiError ? failure : new ApiError('internal_error', 0);
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
