import { CardPage, Link, PageTitle } from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';

import { keepingReturn } from '../arrival';
import styles from '../forms.module.css';
import { useText } from '../texts';

type Props = { initial: string; onChoose: (identifier: string) => void };

export function IdentifierStep({ initial, onChoose }: Props) {
  const t = useText();
  const [identifier, setIdentifier] = useState(initial);
  const [isMissing, setIsMissing] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = identifier.trim();
    setIsMissing(given === '');
    if (given !== '') onChoose(given);
    else document.getElementById('identifier')?.focus();
  };
  return (
    <CardPage>
      <PageTitle title={t('sign-in.title')} />
      <form className={styles['form']} onSubmit={submit} noValidate>
        <TextInput
          id="identifier"
          label={t('sign-in.identifier')}
          name="username"
          value={identifier}
          onChange={(event) => setIdentifier(event.currentTarget.value)}
          error={isMissing && t('rule.required')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
        />
        <Button type="submit" size="md">
          {t('sign-in.continue')}
        </Button>
      </form>
      <p className={styles['foot']}>
        {t('sign-in.new-here')} <Link href={keepingReturn('/sign-up')}>{t('sign-in.create')}</Link>
      </p>
    </CardPage>
  );
}
