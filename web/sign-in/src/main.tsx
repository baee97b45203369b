import { CardPage, Link, PageTitle, startPage, useLocation, useTexts } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { lazy } from 'react';

import { SignIn } from './sign-in/SignIn';
import { texts } from './texts';
import { Welcome } from './Welcome';

const SignUp = lazy(() => import('./sign-up/SignUp'));

function Pages() {
  const t = useTexts();
  const path = useLocation().pathname.replace(/(?<=.)\/$/, '');
  if (path === '/') return <Welcome />;
  if (path === '/sign-in') return <SignIn />;
  if (path === '/sign-up') return <SignUp />;
  return (
    <CardPage>
      <PageTitle title={t('missing.title')} />
      <p>{t('missing.text')}</p>
      <Button size="md" component={Link} href="/">
        {t('missing.home')}
      </Button>
    </CardPage>
  );
}

void startPage(<Pages />, texts);
