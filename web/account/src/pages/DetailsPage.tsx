import type { Account } from '@gatehouse/api-client';
import { fieldProblems, PageTitle, ProblemNotice, useFormat, useToast } from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useRef, useState } from 'react';

import { Badge, Facts, Section } from '../parts/Section';
import { useUpdateAccount } from '../queries';
import { useText } from '../texts';
import styles from './forms.module.css';

export function DetailsPage({ account }: { account: Account }) {
  const t = useText();
  const format = useFormat();
  const badge = (isVerified: boolean) => (
    <Badge tone={isVerified ? 'good' : 'warning'}>{t(isVerified ? 'verified' : 'unverified')}</Badge>
  );
  const address = (text: string | undefined, isVerified: boolean) =>
    text === undefined ? (
      t('details.none')
    ) : (
      <>
        {text} {badge(isVerified)}
      </>
    );
  return (
    <>
      <PageTitle title={t('nav.details')} />
      <NameForm account={account} />
      <Section title={t('details.contact')}>
        <Facts
          facts={[
            [t('details.email'), address(account.email, account.email_verified)],
            [t('details.phone'), address(account.phone, account.phone_verified)],
            [t('details.username'), account.username ?? t('details.none')],
          ]}
        />
      </Section>
      <Section title={t('details.account')}>
        <Facts
          facts={[
            [t('details.type'), t(`details.type.${account.account_type}`)],
            [t('details.since'), format.date(account.created_at)],
            [t('details.id'), <code key="id">{account.id}</code>],
          ]}
        />
      </Section>
    </>
  );
}

function NameForm({ account }: { account: Account }) {
  const t = useText();
  const tell = useToast();
  const update = useUpdateAccount();
  const [name, setName] = useState(account.display_name ?? '');
  const [isMissing, setIsMissing] = useState(false);
  const problem = fieldProblems(t, update.error)['display_name'];
  const form = useRef<HTMLFormElement>(null);
  const focusProblem = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = name.trim();
    setIsMissing(given === '');
    if (given === '') focusProblem();
    else update.mutate({ display_name: given }, { onSuccess: () => tell(t('details.saved')), onError: focusProblem });
  };
  return (
    <Section title={t('details.name')} text={t('details.name.help')}>
      {problem === undefined && <ProblemNotice error={update.error} />}
      <form ref={form} className={styles['inline']} onSubmit={submit} noValidate>
        <TextInput
          aria-label={t('details.name')}
          name="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isMissing ? t('details.need-name') : problem}
          autoComplete="name"
          maxLength={100}
        />
        <Button type="submit" size="md" loading={update.isPending} disabled={name.trim() === account.display_name}>
          {t('save')}
        </Button>
      </form>
    </Section>
  );
}
