import type { Account } from '@gatehouse/api-client';
import { InTimeZone, PageTitle, useLocation } from '@gatehouse/ui';

import { Approve } from './approve/Approve';
import { Failed } from './parts/Failed';
import { Frame } from './parts/Frame';
import { PageSkeleton } from './parts/PageSkeleton';
import { ActivityPage } from './pages/ActivityPage';
import { DetailsPage } from './pages/DetailsPage';
import { DevicesPage } from './pages/DevicesPage';
import { OverviewPage } from './pages/OverviewPage';
import { PreferencesPage } from './pages/PreferencesPage';
import { SecurityPage } from './pages/SecurityPage';
import { useAccount } from './queries';
import { StepUp } from './step-up/StepUp';
import { useText } from './texts';
import { useAccountLanguage } from './useAccountLanguage';

const pages: Record<string, ((props: { account: Account }) => React.ReactNode) | undefined> = {
  '/account': OverviewPage,
  '/account/details': DetailsPage,
  '/account/security': SecurityPage,
  '/account/devices': DevicesPage,
  '/account/activity': ActivityPage,
  '/account/preferences': PreferencesPage,
};

export function App() {
  const { data: account, error, isFetching, refetch } = useAccount();
  const path = useLocation().pathname.replace(/(?<=.)\/$/, '');
  useAccountLanguage(account);
  const failure = error ? { error, isBusy: isFetching, onRetry: () => void refetch() } : null;
  if (path === '/approve' || path.startsWith('/approve/')) {
    return (
      <>
        <StepUp />
        <Approve account={account} path={path} failure={failure} />
      </>
    );
  }
  const Page = pages[path] ?? Missing;
  return (
    <Frame account={account} path={path}>
      <StepUp />
      {account ? (
        <InTimeZone timeZone={account.time_zone}>
          {/* A page of its own for each address: what was entered on one does not show up on another. */}
          <Page key={path} account={account} />
        </InTimeZone>
      ) : failure ? (
        <Failed {...failure} />
      ) : (
        <PageSkeleton />
      )}
    </Frame>
  );
}

function Missing() {
  const t = useText();
  return (
    <>
      <PageTitle title={t('missing.title')} />
      <p>{t('missing.text')}</p>
    </>
  );
}
