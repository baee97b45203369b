import { Session } from '@gatehouse/api-client';
import { CardPage, navigate, useLocation, useTexts } from '@gatehouse/ui';
import { Loader } from '@mantine/core';
import { useEffect, useState } from 'react';

import { arrive, keepingReturn } from '../arrival';
import { rememberedAccounts } from '../remembered';
import { session } from '../session';
import { AccountList } from './AccountList';
import { IdentifierStep } from './IdentifierStep';
import { PasswordStep } from './PasswordStep';

/** Who, then the proof. The step is in the address, so that the back button goes one step back. */
export function SignIn() {
  const query = useLocation().searchParams;
  const [identifier, setIdentifier] = useState('');
  // Who is signed in has come for what is behind; who switches has come for another account.
  const [isAsking, setIsAsking] = useState(Session.isLikely && !query.has('switch'));
  useEffect(() => {
    if (!isAsking) return;
    session.token().then(arrive, () => setIsAsking(false));
  }, [isAsking]);

  const choose = (name: string) => {
    setIdentifier(name);
    navigate(keepingReturn('/sign-in?step=password'));
  };
  const step = query.get('step');
  if (isAsking) return <Asking />;
  if (step === 'password' && identifier !== '') return <PasswordStep identifier={identifier} />;
  if (step !== 'name' && rememberedAccounts().length > 0) return <AccountList onChoose={choose} />;
  return <IdentifierStep initial={identifier} onChoose={choose} />;
}

function Asking() {
  const t = useTexts();
  return (
    <CardPage>
      <Loader aria-label={t('loading')} m="auto" />
    </CardPage>
  );
}
