import { TextInput } from '@mantine/core';
import { useMemo } from 'react';

import { useLanguage, useTexts } from '../i18n/LanguageProvider';
import { countries, type Country, likelyRegion } from './countries';
import styles from './PhoneField.module.css';

type Props = {
  region: string;
  number: string;
  error: string | undefined;
  onRegion: (region: string) => void;
  onNumber: (number: string) => void;
};

/** A number beside its country. A number written with "+" counts as it stands. */
export function PhoneField({ region, number, error, onRegion, onNumber }: Props) {
  const t = useTexts();
  const [language] = useLanguage();
  const all = useMemo(() => countries(language), [language]);
  const code = all.find((country) => country.region === region)?.code ?? '';
  const likely = all.filter((country) => country.region === likelyRegion());
  const option = (country: Country) => (
    <option key={country.region} value={country.region}>
      {country.name} (+{country.code})
    </option>
  );
  return (
    <TextInput
      label={t('phone.label')}
      name="phone"
      type="tel"
      value={number}
      onChange={(event) => onNumber(event.currentTarget.value)}
      error={error}
      autoComplete="tel-national"
      maxLength={40}
      leftSectionWidth="6.5rem"
      leftSectionPointerEvents="all"
      leftSection={
        <span className={styles['country']}>
          <span aria-hidden="true">
            {region} +{code} ▾
          </span>
          <select
            aria-label={t('phone.country')}
            value={region}
            onChange={(event) => onRegion(event.currentTarget.value)}
          >
            <optgroup label={t('phone.likely')}>{likely.map(option)}</optgroup>
            <optgroup label={t('phone.all')}>{all.filter((country) => !likely.includes(country)).map(option)}</optgroup>
          </select>
        </span>
      }
    />
  );
}
