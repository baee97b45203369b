import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { strengthOf } from '../password';
import { type Judge, useVerdict } from '../useVerdict';
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
  /** Asks the service about a new one while it is typed. */
  judge?: Judge;
};

/** A password with a button that shows it; a new one tells as it is typed whether it is long enough. */
export function PasswordField({
  label,
  name,
  value,
  onChange,
  error,
  isNew = false,
  minimum = minimumLength,
  judge,
}: Props) {
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
      {isNew && <Strength password={value} minimum={minimum} {...(judge && { judge })} />}
    </div>
  );
}

/** The least that the service takes while a password is the only factor (NIST SP 800-63B-4). */
export const minimumLength = 15;
/** The same beside a second factor. */
export const minimumWithFactor = 8;

function Strength({ password, minimum, judge }: { password: string; minimum: number; judge?: Judge }) {
  const t = useTexts();
  const { missing, repeats, share } = strengthOf(password, minimum);
  const verdict = useVerdict(password, missing === 0, judge);
  const isPoor = verdict === undefined ? repeats : verdict !== 'good';
  const state = missing > 0 ? 'short' : isPoor ? 'poor' : 'good';
  const text = () => {
    if (password === '') return '';
    if (missing > 0) return t('password.progress', { count: missing });
    if (verdict === 'breached') return t('password.breached');
    if (verdict === 'weak') return t('password.weak');
    if (verdict === 'unsuitable') return t('rule.length');
    return t(isPoor ? 'password.repeats' : verdict === 'good' ? 'password.strong' : 'password.good');
  };
  return (
    <div className={styles['strength']} data-state={state}>
      <progress value={share} max={1} aria-hidden="true" />
      <span role="status">{text()}</span>
    </div>
  );
}
