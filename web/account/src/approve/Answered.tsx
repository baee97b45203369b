import type { Approval } from '@gatehouse/api-client';
import { Notice, PageTitle } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { useText } from '../texts';

type Purpose = Approval['purpose'];
type Props = { outcome: 'approved' | 'denied' | 'wrong'; purpose: Purpose };

/** What came of the answer, and what whoever refused should do: it depends on what somebody else must have had to ask at all. */
export function Answered({ outcome, purpose }: Props) {
  const t = useText();
  return (
    <>
      <PageTitle title={t(`approve.${outcome}`)} />
      {outcome === 'approved' ? (
        <Notice tone="good">{t('approve.approved.text')}</Notice>
      ) : (
        <Refused outcome={outcome} purpose={purpose} />
      )}
    </>
  );
}

function Refused({ outcome, purpose }: { outcome: 'denied' | 'wrong'; purpose: Purpose }) {
  const t = useText();
  if (purpose === 'password' || purpose === 'step_up') {
    const isPassword = purpose === 'password';
    return (
      <>
        <Notice tone="warning">{t(isPassword ? `approve.${outcome}.text` : `approve.${outcome}.text.step_up`)}</Notice>
        <Button size="md" component="a" href={isPassword ? '/account/security?alarm=refused' : '/account/devices'}>
          {t(isPassword ? 'approve.password' : 'approve.devices')}
        </Button>
      </>
    );
  }
  // A code on a screen is there for everybody.
  return <Notice tone="warning">{t('approve.denied.text.qr')}</Notice>;
}

export function Late() {
  const t = useText();
  return (
    <>
      <PageTitle title={t('approve.late')} />
      <Notice tone="info">{t('approve.late.text')}</Notice>
    </>
  );
}

export function Missing() {
  const t = useText();
  return (
    <>
      <PageTitle title={t('approve.missing')} />
      <Notice tone="info">{t('approve.missing.text')}</Notice>
      <a href="/sign-in?switch">{t('approve.switch')}</a>
    </>
  );
}
