import type { Account } from '@gatehouse/api-client';
import {
  type Language,
  languages,
  PageTitle,
  ProblemNotice,
  useFormat,
  useLanguage,
  useTheme,
  useToast,
} from '@gatehouse/ui';
import { Loader, type MantineColorScheme, NativeSelect } from '@mantine/core';

import { Section } from '../parts/Section';
import { useUpdateAccount } from '../queries';
import { useText } from '../texts';

type Option = { value: string; label: string };

export function PreferencesPage({ account }: { account: Account }) {
  const t = useText();
  const tell = useToast();
  const format = useFormat();
  const language = useUpdateAccount();
  const zone = useUpdateAccount();
  const [shown, choose] = useLanguage();
  const { colorScheme, setColorScheme } = useTheme();
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), account.time_zone]);
  return (
    <>
      <PageTitle title={t('nav.preferences')} />
      <ProblemNotice error={language.error ?? zone.error} />
      <Section title={t('preferences.language')} text={t('preferences.language.text')}>
        <Choice
          label={t('preferences.language')}
          // What was chosen is shown while it is on its way.
          value={language.isPending ? (language.variables.locale ?? shown) : shown}
          options={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          isBusy={language.isPending}
          onChange={(chosen) =>
            // That it is saved shows by itself: everything is in the other language.
            language.mutate({ locale: chosen }, { onSuccess: () => void choose(chosen as Language) })
          }
        />
      </Section>
      <Section
        title={t('preferences.zone')}
        text={t('preferences.zone.text', { time: format.time(new Date().toISOString()) })}
      >
        <Choice
          label={t('preferences.zone')}
          value={zone.isPending ? (zone.variables.time_zone ?? account.time_zone) : account.time_zone}
          options={[...zones].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          isBusy={zone.isPending}
          onChange={(chosen) => zone.mutate({ time_zone: chosen }, { onSuccess: () => tell(t('preferences.saved')) })}
        />
      </Section>
      <Section title={t('preferences.theme')}>
        <Choice
          label={t('preferences.theme')}
          value={colorScheme}
          options={[
            { value: 'auto', label: t('theme.auto') },
            { value: 'light', label: t('theme.light') },
            { value: 'dark', label: t('theme.dark') },
          ]}
          onChange={(chosen) => setColorScheme(chosen as MantineColorScheme)}
        />
      </Section>
    </>
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  options: Option[];
  isBusy?: boolean;
  onChange: (value: string) => void;
};

/** A choice that is saved at once, and says so while it is. It keeps the focus: it is not disabled meanwhile. */
function Choice({ label, value, options, isBusy = false, onChange }: ChoiceProps) {
  const t = useText();
  return (
    <NativeSelect
      aria-label={label}
      aria-busy={isBusy}
      value={value}
      data={options}
      rightSection={isBusy ? <Loader size="xs" role="status" aria-label={t('preferences.saving')} /> : undefined}
      onChange={(event) => !isBusy && onChange(event.currentTarget.value)}
    />
  );
}
