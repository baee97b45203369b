import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { strengthOf } from '../password';
import { EyeIcon, EyeOffIcon } from './icons';
import styles from './PasswordField.module.css';

type Props = {
  label?: string;
  name: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  isNew?: boolean;
  /** The least length of a new one. */
  minimum?: number;
};

/** A password with a button that shows it; a new one tells as it is typed whether it is long enough. */
export function PasswordField({ label, name, value, onChange, error, isNew = false, minimum = minimumLength }: Props) {
  const t = useTexts();
  const [isShown, setIsShown] = useState(false);
  return (
    <div>
      <TextInput
        type={isShown ? 'text' : 'password'}
        label={label ?? t('password.label')}
        name={name}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={1024}
        required
        withAsterisk={false}
        description={isNew ? t('password.rule', { minimum }) : undefined}
        classNames={{ input: styles['field'] ?? '' }}
        rightSectionPointerEvents="all"
        rightSection={
          <button
            type="button"
            className={styles['reveal']}
            aria-label={t(isShown ? 'password.hide' : 'password.show')}
            onClick={() => setIsShown(!isShown)}
          >
            {isShown ? <EyeOffIcon /> : <EyeIcon />}
          </button>
        }
      />
      {isNew && <Strength password={value} minimum={minimum} />}
    </div>
  );
}

/** The least that the service takes while a password is the only factor (NIST SP 800-63B-4). */
export const minimumLength = 15;
/** The same beside a second factor. */
export const minimumWithFactor = 8;

function Strength({ password, minimum }: { password: string; minimum: number }) {
  const t = useTexts();
  const { missing, repeats, share } = strengthOf(password, minimum);
  const text =
    password === ''
      ? ''
      : missing > 0
        ? t('password.progress', { count: missing })
        : t(repeats ? 'password.repeats' : 'password.good');
  const state = missing > 0 ? 'short' : repeats ? 'poor' : 'good';
  return (
    <div className={styles['strength']} data-state={state}>
      <progress value={share} max={1} aria-hidden="true" />
      <span role="status">{text}</span>
    </div>
  );
}
