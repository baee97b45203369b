import { ApiError, type Enrolled, type Enrolment } from '@gatehouse/api-client';
import { CodeField, isCodeRefused, ProblemNotice, problemText } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';

import { useConfirmFactor } from '../../queries';
import { useText } from '../../texts';
import styles from './Steps.module.css';

type Props = {
  enrolment: Enrolment;
  isLater?: boolean;
  onAdded: (enrolled: Enrolled) => void;
  /** The enrolment is over: it must begin anew. */
  onOver: () => void;
};

/** The first use of a factor: a code of six digits. */
export function ConfirmCode({ enrolment: { id, method }, isLater = false, onAdded, onOver }: Props) {
  const t = useText();
  const confirm = useConfirmFactor(method);
  const [digits, setDigits] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const submit = (code: string) => {
    if (confirm.isPending) return;
    setIsIncomplete(code.length < 6);
    if (code.length < 6) {
      setAttempt(attempt + 1);
      return;
    }
    confirm.mutate(
      { id, code },
      {
        onSuccess: onAdded,
        onError: (failure) => {
          if (isCodeRefused(failure)) setDigits('');
          setAttempt(attempt + 1);
        },
      },
    );
  };
  const { error } = confirm;
  const isWrong = error instanceof ApiError && error.code === 'code_invalid';
  const isOver = error instanceof ApiError && ['code_expired', 'too_many_tries'].includes(error.code);
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        submit(digits);
      }}
    >
      {!isWrong && <ProblemNotice error={error} />}
      {isOver && (
        <Button variant="default" onClick={onOver}>
          {t('add.begin')}
        </Button>
      )}
      <CodeField
        value={digits}
        onChange={setDigits}
        onComplete={submit}
        attempt={attempt}
        isLater={isLater}
        error={isIncomplete ? t('code.incomplete') : isWrong && problemText(t, error)}
      />
      <Button type="submit" size="md" loading={confirm.isPending}>
        {t('add.confirm')}
      </Button>
    </form>
  );
}
