import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

import { codeDigits } from '../code';
import { useTexts } from '../i18n/LanguageProvider';
import styles from './CodeField.module.css';

type Props = {
  value: string;
  onChange: (digits: string) => void;
  /** The sixth digit is there: the last one typed, a paste, or the browser's own filling. */
  onComplete: (digits: string) => void;
  label?: string;
  error?: ReactNode;
  /** Takes the focus when it changes, and at the start. */
  attempt?: number;
  /** Not at the start: there is something to read or to scan before. */
  isLater?: boolean;
};

/** A code of six digits. Takes what stands around them in a message, and Bangla digits. */
export function CodeField({ value, onChange, onComplete, label, error, attempt = 0, isLater = false }: Props) {
  const t = useTexts();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (attempt > 0 || !isLater) input.current?.focus();
  }, [attempt, isLater]);
  const type = (text: string) => {
    const digits = codeDigits(text);
    onChange(digits);
    if (digits.length === 6 && digits !== value) onComplete(digits);
  };
  return (
    <TextInput
      ref={input}
      label={label ?? t('code.label')}
      name="code"
      value={value}
      onChange={(event) => type(event.currentTarget.value)}
      error={error}
      autoComplete="one-time-code"
      inputMode="numeric"
      classNames={{ input: styles['digits'] ?? '' }}
    />
  );
}
