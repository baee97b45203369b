import { navigate, useLocation } from '@gatehouse/ui';
import { useState } from 'react';

import { keepingReturn } from '../arrival';
import { likelyRegion } from '../countries';
import { CodeStep } from './CodeStep';
import { DetailsStep } from './DetailsStep';
import { type Draft, type Pending, storedPending, storePending } from './draft';

function emptyDraft(): Draft {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    by: 'email',
    email: '',
    region: likelyRegion(navigator.languages, timeZone),
    phone: '',
    name: '',
    password: '',
    type: 'individual',
    consents: {},
  };
}

/** Details, then the code that proves the address. The step is in the address, so that the back button goes one step back. */
export function SignUp() {
  const step = useLocation().searchParams.get('step');
  const [draft, setDraft] = useState(emptyDraft);
  const [pending, setPending] = useState(storedPending);
  const wait = (next: Pending | null) => {
    storePending(next);
    setPending(next);
  };
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
