import { ApiError, type ProofChoice } from '@gatehouse/api-client';
import {
  CodeField,
  isCodeRefused,
  PasswordField,
  prepareCeremonies,
  ProblemNotice,
  problemText,
  Resend,
  resendAt,
  showPasskey,
} from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { api } from '../session';
import { useText } from '../texts';
import { ApprovalProof } from './ApprovalProof';
import { useAsked, useOver } from './asked';
import styles from './StepUp.module.css';

type Given = { code?: string; credential?: unknown };
type Props = { id: string; choice: ProofChoice; onDone: () => void; onOver: () => void };

/** The form of one way to prove who one is. */
export function Proof(props: Props) {
  switch (props.choice.method) {
    case 'push':
    case 'qr':
      return <ApprovalProof {...props} method={props.choice.method} />;
    case 'passkey':
    case 'biometric':
    case 'hardware_key':
      return <PasskeyProof {...props} />;
    case 'password':
    case 'backup_code':
      return <WordProof {...props} />;
    case 'sms':
    case 'email':
      return <SentCodeProof {...props} />;
    case 'totp':
      return <CodeProof {...props} />;
  }
}

/** What is given is judged; a step-up that is over begins anew. */
function useVerify({ id, choice: { method }, onDone, onOver }: Props) {
  const verify = useMutation({
    mutationFn: (given: Given) => api.verifyStepUp(id, { method, ...given }),
    onSuccess: onDone,
  });
  useOver(verify.error, onOver);
  return verify;
}

const wrong = ['code_invalid', 'invalid_credentials', 'code_expired'];

function isAboutField(error: unknown): error is ApiError {
  return error instanceof ApiError && wrong.includes(error.code);
}

function CodeProof(props: Props & { hint?: string }) {
  const t = useText();
  const verify = useVerify(props);
  const [digits, setDigits] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const length = props.choice.digits ?? 6;
  const incompleteText = length === 6 ? t('code.incomplete') : t('code.incomplete.of', { count: length });
  const submit = (code: string) => {
    if (verify.isPending) return;
    setIsIncomplete(code.length < 6);
    if (code.length < 6) {
      setAttempt(attempt + 1);
      return;
    }
    verify.mutate(
      { code },
      {
        onError: (failure) => {
          if (isCodeRefused(failure)) setDigits('');
          setAttempt(attempt + 1);
        },
      },
    );
  };
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        submit(digits);
      }}
    >
      <p>{props.hint ?? t('step-up.totp')}</p>
      {!isAboutField(verify.error) && <ProblemNotice error={verify.error} />}
      <CodeField
        value={digits}
        onChange={setDigits}
        onComplete={submit}
        length={length}
        attempt={attempt}
        error={isIncomplete ? incompleteText : isAboutField(verify.error) && problemText(t, verify.error)}
      />
      <Button type="submit" size="md" loading={verify.isPending}>
        {t('step-up.confirm')}
      </Button>
    </form>
  );
}

function SentCodeProof(props: Props) {
  const t = useText();
  const { id, choice } = props;
  const asked = useAsked(id, choice.method, props.onOver);
  const address = asked.data?.sent_to ?? choice.hint ?? '';
  return (
    <>
      <ProblemNotice error={asked.error} />
      <CodeProof
        {...props}
        hint={asked.isPending ? t('step-up.sending') : asked.data ? t('step-up.sent', { address }) : t('step-up.not-sent')}
      />
      {!asked.isPending && (
        <Resend
          at={resendAt(asked.data?.resend_after, asked.dataUpdatedAt)}
          onResend={() => asked.refetch({ cancelRefetch: false })}
        />
      )}
    </>
  );
}

/** A password or a backup code. */
function WordProof(props: Props) {
  const t = useText();
  const verify = useVerify(props);
  const [word, setWord] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focus = () => form.current?.querySelector<HTMLInputElement>('input')?.focus();
  useLayoutEffect(focus, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = word.trim() === '' ? '' : word;
    setIsMissing(given === '');
    if (given === '') focus();
    else verify.mutate({ code: given }, { onError: focus });
  };
  const isPassword = props.choice.method === 'password';
  const isWrong = isAboutField(verify.error);
  const wrongText = isWrong && (isPassword ? t('security.password.wrong') : problemText(t, verify.error));
  const error = isMissing ? t('rule.required') : wrongText || undefined;
  return (
    <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
      {!isWrong && <ProblemNotice error={verify.error} />}
      {isPassword ? (
        <PasswordField name="password" value={word} onChange={setWord} error={error} />
      ) : (
        <TextInput
          label={t('method.backup_code')}
          description={t('step-up.backup')}
          name="backup-code"
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
          error={error}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
        />
      )}
      <Button type="submit" size="md" loading={verify.isPending}>
        {t('step-up.confirm')}
      </Button>
    </form>
  );
}

function PasskeyProof(props: Props) {
  const t = useText();
  const { id, choice, onDone, onOver } = props;
  const prove = useMutation({
    mutationFn: async () => {
      const { public_key: options } = await api.askStepUp(id, { method: choice.method });
      return api.verifyStepUp(id, { method: choice.method, credential: await showPasskey(options) });
    },
    onSuccess: onDone,
  });
  useOver(prove.error, onOver);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(prepareCeremonies, []);
  useLayoutEffect(() => button.current?.focus(), []);
  return (
    <div className={styles['form']}>
      <p>{t(choice.method === 'hardware_key' ? 'step-up.key' : 'step-up.passkey')}</p>
      <ProblemNotice error={prove.error} />
      <Button ref={button} size="md" loading={prove.isPending} onClick={() => prove.mutate()}>
        {t(choice.method === 'hardware_key' ? 'step-up.key.use' : 'step-up.passkey.use')}
      </Button>
    </div>
  );
}
