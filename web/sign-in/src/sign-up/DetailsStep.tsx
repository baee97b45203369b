import { type components } from '@gatehouse/api-client';
import {
  CardPage,
  countries,
  fieldProblems,
  internationalNumber,
  Link,
  minimumLength,
  PageTitle,
  PasswordField,
  PhoneField,
  ProblemNotice,
  useLanguage,
} from '@gatehouse/ui';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';

import { keepingReturn } from '../arrival';
import styles from '../forms.module.css';
import { Pills } from '../Pills';
import { api } from '../session';
import { useText } from '../texts';
import { consents, type Draft, type Pending, pendingOf } from './draft';

type Props = { draft: Draft; onChange: (draft: Draft) => void; onSent: (pending: Pending) => void };
type Problems = Partial<Record<'email' | 'phone' | 'password' | 'display_name', string | undefined>>;

export function DetailsStep({ draft, onChange, onSent }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  const minimum = useLeastLength();
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const country = countries(language).find(({ region }) => region === draft.region);

  // The server knows best what is wrong with an address, this page how to say it.
  const refused: Problems = fieldProblems(t, error);
  if (refused.email !== undefined) refused.email = t('sign-up.bad-address');
  if (refused.phone !== undefined) refused.phone = t('sign-up.bad-phone', { country: country?.name ?? '' });
  const problems: Problems = { ...refused, ...missing };
  const isExplained = Object.keys(refused).length > 0;

  const show = (found: Problems, failure: unknown) => {
    setMissing(found);
    setError(failure);
    setIsBusy(false);
    // After the messages are there: the first field that needs attention.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const found = check(draft, minimum, t);
    if (Object.keys(found).length > 0) {
      show(found, null);
      return;
    }
    setMissing({});
    setError(null);
    setIsBusy(true);
    try {
      const address = addressOf(draft);
      const sent = await api.startRegistration(request(draft, address, language));
      onSent(pendingOf(sent, Object.values(address)[0] ?? ''));
    } catch (failure) {
      show({}, failure);
    }
  };

  return (
    <CardPage>
      <PageTitle title={t('sign-up.title')} />
      {!isExplained && <ProblemNotice error={error} />}
      <form ref={form} className={styles['form']} onSubmit={submit} noValidate>
        <Pills
          legend={t('sign-up.by')}
          name="by"
          value={draft.by}
          options={[
            ['email', t('sign-up.by.email')],
            ['phone', t('sign-up.by.phone')],
          ]}
          onChange={(by) => change({ by })}
        />
        {draft.by === 'email' ? (
          <TextInput
            label={t('sign-up.email')}
            name="email"
            type="email"
            value={draft.email}
            onChange={(event) => change({ email: event.currentTarget.value })}
            error={problems.email}
            autoComplete="email"
            maxLength={254}
          />
        ) : (
          <PhoneField
            region={draft.region}
            number={draft.phone}
            error={problems.phone}
            onRegion={(region) => change({ region })}
            onNumber={(phone) => change({ phone })}
          />
        )}
        <TextInput
          label={`${t('sign-up.name')} (${t('optional')})`}
          name="name"
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={problems.display_name}
          autoComplete="name"
          maxLength={100}
        />
        <PasswordField
          isNew
          name="password"
          minimum={minimum}
          value={draft.password}
          onChange={(password) => change({ password })}
          error={problems.password}
          judge={(password) => api.checkPassword({ password, personal: personalWords(draft) })}
        />
        <Pills
          legend={t('sign-up.type')}
          name="type"
          value={draft.type}
          options={[
            ['individual', t('sign-up.type.individual')],
            ['business', t('sign-up.type.business')],
          ]}
          onChange={(type) => change({ type })}
        />
        <fieldset className={styles['choices']}>
          <legend>{t('sign-up.consents')}</legend>
          <p className={styles['small']}>{t('sign-up.consents.text')}</p>
          {consents.map((consent) => (
            <Checkbox
              key={consent}
              label={t(`sign-up.consent.${consent}`)}
              checked={draft.consents[consent] ?? false}
              onChange={(event) => change({ consents: { ...draft.consents, [consent]: event.currentTarget.checked } })}
            />
          ))}
        </fieldset>
        <Button type="submit" size="md" loading={isBusy}>
          {t('sign-up.submit')}
        </Button>
      </form>
      <p className={styles['foot']}>
        {t('sign-up.have-account')} <Link href={keepingReturn('/sign-in')}>{t('sign-up.sign-in')}</Link>
      </p>
    </CardPage>
  );
}

/** What the service asks of a new password: less where new accounts have to have a second factor. */
function useLeastLength(): number {
  const [length, setLength] = useState(minimumLength);
  useEffect(() => {
    // Without an answer the longer one is asked for, which the service takes in any case.
    api.leastPasswordLength().then(setLength, () => undefined);
  }, []);
  return length;
}

function check(draft: Draft, minimum: number, t: ReturnType<typeof useText>): Problems {
  const problems: Problems = {};
  if (draft.by === 'email' && !/^\S+@\S+\.\S+$/.test(draft.email.trim())) problems.email = t('sign-up.need-address');
  if (draft.by === 'phone' && draft.phone.trim() === '') problems.phone = t('sign-up.need-phone');
  if ([...draft.password].length < minimum) {
    problems.password = t('sign-up.short-password', { minimum });
  }
  return problems;
}

/** What somebody who guesses would try first. */
function personalWords({ by, email, phone, name }: Draft): string[] {
  return [name, by === 'email' ? email : phone].map((word) => word.trim()).filter((word) => word !== '');
}

function addressOf({ by, email, region, phone }: Draft): { email: string } | { phone: string } {
  return by === 'email' ? { email: email.trim() } : { phone: internationalNumber(region, phone) };
}

function request(
  draft: Draft,
  address: { email: string } | { phone: string },
  locale: string,
): components['schemas']['StartRegistration'] {
  const name = draft.name.trim();
  return {
    ...address,
    password: draft.password,
    ...(name === '' ? {} : { display_name: name }),
    account_type: draft.type,
    locale,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    // Each answered for itself: what was not ticked is refused.
    consents: Object.fromEntries(consents.map((consent) => [consent, draft.consents[consent] ?? false])),
  };
}
