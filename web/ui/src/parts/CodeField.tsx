import { TextInput } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef } from 'react';

import { codeDigits } from '../code';
import { useTexts } from '../i18n/LanguageProvider';
import styles from './CodeField.module.css';

type Props = {
  value: string;
  onChange: (digits: string) => void;
  /** The last digit is there: typed, pasted, or filled in by the browser. */
  onComplete: (digits: string) => void;
  /** How many digits a code has; six unless an authenticator app was set up otherwise. */
  length?: number | undefined;
  label?: string;
  error?: ReactNode;
  /** Takes the focus when it changes, and at the start. */
  attempt?: number;
  /** Not at the start: there is something to read or to scan before. */
  isLater?: boolean;
};

/** A code of digits. Takes what stands around them in a message, and Bangla digits. */
export function CodeField({ value, onChange, onComplete, length = 6, label, error, attempt = 0, isLater = false }: Props) {
  const t = useTexts();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (attempt > 0 || !isLater) input.current?.focus();
  }, [attempt, isLater]);
  const type = (field: HTMLInputElement) => {
    const digits = codeDigits(field.value, length);
    // Also where the digits are those that were there before.
    field.value = digits;
    onChange(digits);
    if (digits.length === length && digits !== value) onComplete(digits);
  };
  return (
    <TextInput
      ref={input}
      label={label ?? t('code.label')}
      name="code"
      value={value}
      onChange={(event) => type(event.currentTarget)}
      error={error}
      autoComplete="one-time-code"
      inputMode="numeric"
      classNames={{ input: styles['digits'] ?? '' }}
    />
  );
}
