import { ApiError } from '@gatehouse/api-client';
import { CodeField, isCodeRefused, ProblemNotice, problemText } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';

import styles from '../forms.module.css';
import { useText } from '../texts';

type Props = {
  confirmation: {
    isBusy: boolean;
    error: unknown;
    attempt: number;
    confirm: (factor: string, proof: { code: string }) => Promise<unknown>;
    fail: (error: unknown) => void;
  };
  /** Its id. */
  factor: string;
  label: string;
  children?: ReactNode;
};

/** The first code of a new factor. */
export function FirstCode({ confirmation, factor, label, children }: Props) {
  const t = useText();
  const [digits, setDigits] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const { isBusy, error, attempt } = confirmation;
  const isAboutCode = error instanceof ApiError && error.code === 'code_invalid';
  const confirm = async (given: string) => {
    if (isBusy) return;
    setIsIncomplete(given.length < 6);
    if (given.length < 6) {
      confirmation.fail(null);
      return;
    }
    if (isCodeRefused(await confirmation.confirm(factor, { code: given }))) setDigits('');
  };
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void confirm(digits);
      }}
    >
      {!isAboutCode && <ProblemNotice error={error} />}
      <CodeField
        label={label}
        value={digits}
        onChange={(next) => {
          setDigits(next);
          setIsIncomplete(false);
        }}
        onComplete={(next) => void confirm(next)}
        error={isAboutCode ? problemText(t, error) : isIncomplete && t('code.incomplete')}
        attempt={attempt}
      />
      {children}
      <Button type="submit" size="md" loading={isBusy}>
        {t('code.submit')}
      </Button>
    </form>
  );
}
