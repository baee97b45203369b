import { Session, type SignInProgress } from '@gatehouse/api-client';
import { LoadingPage, navigate, useLocation } from '@gatehouse/ui';
import { lazy, useEffect, useState } from 'react';

import { arrive, keepingReturn } from '../arrival';
import { storeAttempt, storedAttempt } from '../attempt';
import { rememberedAccounts } from '../remembered';
import { session } from '../session';
import { AccountList } from './AccountList';
import { IdentifierStep } from './IdentifierStep';

const loadPasswordStep = () => import('./PasswordStep');
const PasswordStep = lazy(loadPasswordStep);
const FactorStep = lazy(() => import('../factor/FactorStep'));
const EnrolStep = lazy(() => import('../enrol/EnrolStep'));
const PhoneStep = lazy(() => import('./PhoneStep'));

/** The id of a sign-in that goes on, as the address has it. */
function idOf(query: URLSearchParams): string | undefined {
  const id = query.get('id');
  return id !== null && /^sia_[0-9a-z]{26}$/.test(id) ? id : undefined;
}

/** Who, then the proof. The step is in the address, so that the back button goes one step back and loading again stays. */
export function SignIn() {
  const query = useLocation().searchParams;
  const [identifier, setIdentifier] = useState(() => storedAttempt().identifier);
  const [progress, setProgress] = useState<SignInProgress | null>(null);
  // Who is signed in has come for what is behind; who switches has come for another account.
  const [isAsking, setIsAsking] = useState(Session.isLikely && !query.has('switch'));
  useEffect(() => {
    if (!isAsking) return;
    session.token().then(arrive, () => setIsAsking(false));
  }, [isAsking]);

  const step = query.get('step');
  useEffect(() => {
    // While the name is typed.
    if (step === null || step === 'name') loadPasswordStep().catch(() => undefined);
  }, [step]);

  const choose = (name: string) => {
    setIdentifier(name);
    storeAttempt({ ...storedAttempt(), identifier: name });
    navigate(keepingReturn('/sign-in?step=password'));
  };
  const goOn = (next: SignInProgress) => {
    setProgress(next);
    const step = next.status === 'challenge_required' ? 'factor' : 'enrol';
    navigate(keepingReturn(`/sign-in?step=${step}&id=${next.id}`));
  };
  const id = idOf(query);
  const known = progress?.id === id ? progress : null;
  if (isAsking) return <LoadingPage />;
  if (step === 'password' && identifier !== '') return <PasswordStep identifier={identifier} onProgress={goOn} />;
  if (step === 'factor' && id !== undefined) return <FactorStep key={id} id={id} known={known} />;
  if (step === 'enrol' && id !== undefined) return <EnrolStep key={id} id={id} known={known} />;
  if (step === 'phone') return <PhoneStep id={id} />;
  if (step !== 'name' && rememberedAccounts().length > 0) return <AccountList onChoose={choose} />;
  return <IdentifierStep initial={identifier} onChoose={choose} />;
}
