import { Notice, PageTitle } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { useText } from '../texts';

type Outcome = 'approved' | 'denied' | 'wrong';

/** What came of the answer. Who refused has learned that somebody knows the password. */
export function Answered({ outcome }: { outcome: Outcome }) {
  const t = useText();
  return (
    <>
      <PageTitle title={t(`approve.${outcome}`)} />
      <Notice tone={outcome === 'approved' ? 'good' : 'warning'}>{t(`approve.${outcome}.text`)}</Notice>
      {outcome !== 'approved' && (
        <Button size="md" component="a" href="/account/security?alarm=refused">
          {t('approve.password')}
        </Button>
      )}
    </>
  );
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
