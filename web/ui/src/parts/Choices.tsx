import type { MantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';

import { languages, type Language, pickLanguage } from '../i18n/languages';
import { useLanguage, useTexts } from '../i18n/LanguageProvider';
import { useTheme } from '../useTheme';
import styles from './Choices.module.css';
import { GlobeIcon, ThemeIcon } from './icons';

type Props = { icon: ReactNode; label: string; value: string; options: [string, string][]; onChange: (value: string) => void };

/** A small native choice: it works the same under thumb, keyboard and screen reader. */
function Choice({ icon, label, value, options, onChange }: Props) {
  return (
    <label className={styles['choice']}>
      {icon}
      <span className={styles['label']}>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget: field }) => {
          const chosen = field.value;
          // What is in force shows until the choice is.
          field.value = value;
          onChange(chosen);
        }}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key} lang={key in languages ? key : undefined}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function LanguageChoice() {
  const t = useTexts();
  const [language, choose] = useLanguage();
  return (
    <Choice
      icon={<GlobeIcon size={18} />}
      label={t('language')}
      value={language}
      options={Object.entries(languages)}
      onChange={(value) => {
        pickLanguage(value as Language);
        void choose(value as Language);
      }}
    />
  );
}

export function ThemeChoice() {
  const t = useTexts();
  const { colorScheme, setColorScheme } = useTheme();
  return (
    <Choice
      icon={<ThemeIcon size={18} />}
      label={t('theme')}
      value={colorScheme}
      options={[
        ['auto', t('theme.auto')],
        ['light', t('theme.light')],
        ['dark', t('theme.dark')],
      ]}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
    />
  );
}
