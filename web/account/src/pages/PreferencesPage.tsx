import type { Account } from '@gatehouse/api-client';
import { type Language, languages, PageTitle, ProblemNotice, useFormat, useLanguage, useToast } from '@gatehouse/ui';
import { type MantineColorScheme, NativeSelect, useMantineColorScheme } from '@mantine/core';

import { Section } from '../parts/Section';
import { useUpdateAccount } from '../queries';
import { useText } from '../texts';

export function PreferencesPage({ account }: { account: Account }) {
  const t = useText();
  const tell = useToast();
  const format = useFormat();
  const update = useUpdateAccount();
  const [language, choose] = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const saveZone = (zone: string) =>
    update.mutate({ time_zone: zone }, { onSuccess: () => tell(t('preferences.saved')) });
  // That it is saved shows by itself: everything is in the other language.
  const saveLanguage = (chosen: Language) => update.mutate({ locale: chosen }, { onSuccess: () => void choose(chosen) });
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), account.time_zone]);
  return (
    <>
      <PageTitle title={t('nav.preferences')} />
      <ProblemNotice error={update.error} />
      <Section title={t('preferences.language')} text={t('preferences.language.text')}>
        <NativeSelect
          aria-label={t('preferences.language')}
          value={language}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          onChange={(event) => saveLanguage(event.currentTarget.value as Language)}
        />
      </Section>
      <Section
        title={t('preferences.zone')}
        text={t('preferences.zone.text', { time: format.time(new Date().toISOString()) })}
      >
        <NativeSelect
          aria-label={t('preferences.zone')}
          value={account.time_zone}
          data={[...zones].sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
          onChange={(event) => saveZone(event.currentTarget.value)}
        />
      </Section>
      <Section title={t('preferences.theme')}>
        <NativeSelect
          aria-label={t('preferences.theme')}
          value={colorScheme}
          data={[
            { value: 'auto', label: t('theme.auto') },
            { value: 'light', label: t('theme.light') },
            { value: 'dark', label: t('theme.dark') },
          ]}
          onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
        />
      </Section>
    </>
  );
}
