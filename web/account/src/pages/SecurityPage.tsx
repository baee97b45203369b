import type { Account, Enrolled } from '@gatehouse/api-client';
import { navigate, Notice, PageTitle, useLocation, useToast } from '@gatehouse/ui';
import { useState } from 'react';

import { useText } from '../texts';
import { AddFactor } from './security/AddFactor';
import { BackupSection } from './security/BackupSection';
import { FactorSection } from './security/FactorSection';
import { KeepCodes } from './security/KeepCodes';
import { factorName } from './security/names';
import { PasswordSection } from './security/PasswordSection';

/** How one signs in. What is being added is in the address: ?add, then ?add=totp and so on. */
export function SecurityPage({ account }: { account: Account }) {
  const t = useText();
  const tell = useToast();
  const adding = useLocation().searchParams.get('add');
  const [added, setAdded] = useState<Enrolled | null>(null);
  const finish = (enrolled: Enrolled) => {
    navigate('/account/security', { replace: true });
    if (enrolled.backup_codes) setAdded(enrolled);
    else tell(t('add.done', { name: factorName(t, enrolled.factor) }));
  };
  if (adding !== null) return <AddFactor account={account} method={adding} onAdded={finish} />;
  return added ? <KeepCodes added={added} onKept={() => setAdded(null)} /> : <SignInWays account={account} />;
}

/** Why the password should be changed at once, by what led here. */
const advice: Record<string, 'security.advice.all' | 'security.advice.refused' | undefined> = {
  all: 'security.advice.all',
  refused: 'security.advice.refused',
};

function SignInWays({ account }: { account: Account }) {
  const t = useText();
  // Whoever did not recognise a session comes here to change the password at once.
  const alarm = useLocation().searchParams.get('alarm');
  const [isChanging, setIsChanging] = useState(alarm !== null);
  return (
    <>
      <PageTitle title={t('nav.security')} />
      {alarm !== null && isChanging && (
        <Notice tone="warning">{t(advice[alarm] ?? 'security.advice')}</Notice>
      )}
      <PasswordSection account={account} isChanging={isChanging} onChange={setIsChanging} />
      <FactorSection />
      <BackupSection />
      <Notice tone="info" title={t('security.tips')}>
        {t('security.tips.text')}
      </Notice>
    </>
  );
}
