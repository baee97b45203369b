import { ApiError } from '@gatehouse/api-client';
import {
  CodeField,
  isCodeRefused,
  PageTitle,
  ProblemNotice,
  problemText,
  Resend,
  useCountdown,
  useToast,
  WaitNotice,
} from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { ask, type Asked, openAsked } from '../asked';
import styles from '../forms.module.css';
import { useText } from '../texts';
import { unbroken } from '../unbroken';
import { Closed } from './Closed';
import type { WayProps } from './way';

/** A code that is typed: from an app, a message or a sheet of paper. */
export function CodeWay(props: WayProps) {
  const t = useText();
  const { choice, proof, children } = props;
  const { method } = choice;
  const sending = useSending(props);
  const [code, setCode] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const wait = useCountdown(proof.blockedUntil);
  const length = choice.digits ?? 6;
  const { error } = proof;
  const isClosed = error instanceof ApiError && error.code === 'too_many_tries';
  const isAboutCode = isCodeRefused(error);

  const confirm = async (given: string) => {
    if (proof.isBusy || wait > 0) return;
    // With several apps `length` is that of the longest code.
    const isWhole = method === 'backup_code' ? given.trim() !== '' : given.length >= 6;
    setIsIncomplete(!isWhole);
    if (!isWhole) {
      proof.fail(null);
      return;
    }
    if (isCodeRefused(await proof.give(method, { code: given }))) setCode('');
  };
  const incompleteText = () => {
    if (method === 'backup_code') return t('rule.required');
    return length === 6 ? t('code.incomplete') : t('code.incomplete.of', { count: length });
  };
  const type = (text: string) => {
    setCode(text);
    setIsIncomplete(false);
  };
  const fieldError = isAboutCode
    ? problemText(t, error)
    : isIncomplete && incompleteText();

  if (isClosed) {
    return (
      <>
        <Intro choice={choice} sending={sending} />
        <Closed />
      </>
    );
  }
  return (
    <>
      <Intro choice={choice} sending={sending} />
      <CodeProblem error={error} until={proof.blockedUntil} />
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void confirm(code);
        }}
      >
        {method === 'backup_code' ? (
          <BackupField value={code} onChange={type} error={fieldError} attempt={proof.attempt} />
        ) : (
          <CodeField
            value={code}
            onChange={type}
            onComplete={(digits) => void confirm(digits)}
            length={length}
            error={fieldError}
            attempt={proof.attempt}
          />
        )}
        {isAboutCode && method === 'totp' && <p className={styles['small']}>{t('factor.totp.clock')}</p>}
        {children}
        <Button type="submit" size="md" loading={proof.isBusy} disabled={wait > 0}>
          {t('code.submit')}
        </Button>
      </form>
      {sending.isSent && !sending.isDue && <Resend at={sending.asked?.resendAt ?? 0} onResend={sending.resend} />}
    </>
  );
}

/** Has a code sent, unless it was before or needs no sending; and again when that is wished. */
function useSending({ id, choice: { method }, proof: { fail } }: WayProps) {
  const t = useText();
  const tell = useToast();
  const isSent = method === 'sms' || method === 'email';
  const [asked, setAsked] = useState<Asked | undefined>(() => openAsked(`${id} ${method}`));
  const [isFailed, setIsFailed] = useState(false);
  const isDue = isSent && asked === undefined && !isFailed;
  useEffect(() => {
    if (!isDue) return;
    ask(id, method).then(setAsked, (error: unknown) => {
      setIsFailed(true);
      fail(error);
    });
  }, [id, method, isDue, fail]);
  const resend = () => {
    fail(null);
    return ask(id, method).then((next) => {
      setAsked(next);
      tell(t('code.resent'));
    }, (error: unknown) => {
      // The last code is still good.
      const isSpent = error instanceof ApiError && error.code === 'too_many_tries';
      fail(isSpent ? new ApiError('message_limit', error.status) : error);
    });
  };
  return { isSent, isDue, asked, resend };
}

/** What there is to know before the code is typed. */
function Intro({ choice, sending }: { choice: WayProps['choice']; sending: ReturnType<typeof useSending> }) {
  const t = useText();
  const { isDue, asked } = sending;
  const { method } = choice;
  if (method === 'sms' || method === 'email') {
    const address = asked?.sentTo ?? choice.hint;
    const sent = address === undefined ? t('factor.sent') : t('code.text', { address: unbroken(address) });
    return (
      <>
        <PageTitle title={t(`code.title.${method}`)} />
        <p className={styles['muted']}>{isDue ? t('factor.sending') : asked && sent}</p>
      </>
    );
  }
  const kept = method === 'backup_code' ? method : 'totp';
  return (
    <>
      <PageTitle title={t(`factor.${kept}.title`)} />
      <p className={styles['muted']}>{t(`factor.${kept}.text`)}</p>
    </>
  );
}

type BackupProps = { value: string; onChange: (code: string) => void; error: string | false; attempt: number };

function BackupField({ value, onChange, error, attempt }: BackupProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), [attempt]);
  return (
    <TextInput
      ref={input}
      label={t('method.backup_code')}
      name="backup-code"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      placeholder="XXXXX-XXXXX"
      autoComplete="off"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={32}
      classNames={{ input: styles['backup'] ?? '' }}
    />
  );
}

function CodeProblem({ error, until }: { error: unknown; until: number }) {
  const t = useText();
  if (isCodeRefused(error)) return null;
  if (!(error instanceof ApiError) || error.code !== 'rate_limited') return <ProblemNotice error={error} />;
  return (
    <WaitNotice key={until} title={t('factor.throttled')} until={until}>
      {t('factor.throttled.text')}
    </WaitNotice>
  );
}
