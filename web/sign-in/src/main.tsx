import { CardPage, PageTitle, startPage, useLocation, useTexts } from '@gatehouse/ui';

import { SignIn } from './sign-in/SignIn';
import { SignUp } from './sign-up/SignUp';
import { texts } from './texts';
import { Welcome } from './Welcome';

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
    </CardPage>
  );
}

void startPage(<Pages />, texts);
