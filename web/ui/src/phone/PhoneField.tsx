import { useLanguage } from '@gatehouse/ui';
import { TextInput } from '@mantine/core';
import { useMemo } from 'react';

import { countries } from '../countries';
import { useText } from '../texts';
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
  const t = useText();
  const [language] = useLanguage();
  const all = useMemo(() => countries(language), [language]);
  const code = all.find((country) => country.region === region)?.code ?? '';
  return (
    <TextInput
      label={t('sign-up.phone')}
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
            aria-label={t('sign-up.country')}
            value={region}
            onChange={(event) => onRegion(event.currentTarget.value)}
          >
            {all.map((country) => (
              <option key={country.region} value={country.region}>
                {country.name} (+{country.code})
              </option>
            ))}
          </select>
        </span>
      }
    />
  );
}
