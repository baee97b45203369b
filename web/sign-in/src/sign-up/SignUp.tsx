import { likelyRegion, navigate, useLanguage, useLocation } from '@gatehouse/ui';
import { lazy, useState } from 'react';

import { keepingReturn } from '../arrival';
import { DetailsStep } from './DetailsStep';
import { type Draft, type Pending, storedPending, storePending } from './draft';

const CodeStep = lazy(() => import('./CodeStep'));
const PasskeyOffer = lazy(() => import('./PasskeyOffer'));

function emptyDraft(language: string): Draft {
  return {
    // Who reads Bangla has a phone number more often than a mailbox.
    by: language === 'bn' ? 'phone' : 'email',
    email: '',
    region: likelyRegion(),
    phone: '',
    name: '',
    password: '',
    type: 'individual',
    consents: {},
  };
}

/** Details, then the code that proves the address. The step is in the address, so that the back button goes one step back. */
export default function SignUp() {
  const step = useLocation().searchParams.get('step');
  const [language] = useLanguage();
  const [draft, setDraft] = useState(() => emptyDraft(language));
  const [pending, setPending] = useState(storedPending);
  const wait = (next: Pending | null) => {
    storePending(next);
    setPending(next);
  };
  if (step === 'passkey') return <PasskeyOffer />;
  if (step === 'code' && pending) return <CodeStep pending={pending} onPending={wait} />;
  return (
    <DetailsStep
      draft={draft}
      onChange={setDraft}
      onSent={(next) => {
        wait(next);
        navigate(keepingReturn('/sign-up?step=code'));
      }}
    />
  );
}
