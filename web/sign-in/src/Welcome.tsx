import { Session } from '@gatehouse/api-client';
import { CardPage, Link, LoadingPage, PageTitle } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useEffect } from 'react';

import styles from './forms.module.css';
import { useText } from './texts';

/** The front door. Who is signed in goes straight through. */
export function Welcome() {
  const t = useText();
  const isLikely = Session.isLikely;
  useEffect(() => {
    if (isLikely) window.location.replace('/account');
  }, [isLikely]);
  if (isLikely) return <LoadingPage />;
  return (
    <CardPage>
      <PageTitle title={t('welcome.title')} />
      <p className={styles['muted']}>{t('welcome.text')}</p>
      <Button size="md" component={Link} href="/sign-in">
        {t('welcome.sign-in')}
      </Button>
      <Button size="md" variant="default" component={Link} href="/sign-up">
        {t('welcome.sign-up')}
      </Button>
    </CardPage>
  );
}
