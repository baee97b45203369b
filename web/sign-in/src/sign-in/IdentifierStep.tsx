import { CardPage, Link, PageTitle, ProblemNotice } from '@gatehouse/ui';
import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';

import { keepingReturn } from '../arrival';
import { EndOfSignIn, endOf } from '../EndOfSignIn';
import styles from '../forms.module.css';
import { useText } from '../texts';
import { OtherWays } from './OtherWays';
import { usePasskeySignIn } from './usePasskeySignIn';

type Props = { initial: string; onChoose: (identifier: string) => void };

export function IdentifierStep({ initial, onChoose }: Props) {
  const t = useText();
  const [identifier, setIdentifier] = useState(initial);
  const [isMissing, setIsMissing] = useState(false);
  const passkey = usePasskeySignIn({ fills: true });
  const end = endOf(passkey.error);
  if (end) return <EndOfSignIn end={end} onLeave={passkey.forget} />;
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
      <ProblemNotice error={passkey.error} />
      <form className={styles['form']} onSubmit={submit} noValidate>
        <TextInput
          id="identifier"
          label={t('sign-in.identifier')}
          name="username"
          value={identifier}
          onChange={(event) => setIdentifier(event.currentTarget.value)}
          error={isMissing && t('rule.required')}
          // The last word has the browser offer passkeys in its list.
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
        />
        <Button type="submit" size="md">
          {t('sign-in.continue')}
        </Button>
      </form>
      <OtherWays passkey={passkey} />
      <p className={styles['foot']}>
        {t('sign-in.new-here')} <Link href={keepingReturn('/sign-up')}>{t('sign-in.create')}</Link>
      </p>
    </CardPage>
  );
}
