import type { SessionItem, Severity } from '@gatehouse/api-client';
import { Link, navigate, PageTitle, useLocation } from '@gatehouse/ui';
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';

import { useSecurityEvents, useSessions, useSignIns } from '../queries';
import { useText } from '../texts';
import styles from './ActivityPage.module.css';
import { type Doubt, doubtOfEvent, doubtOfSignIn } from './activity/doubt';
import { Entry } from './activity/Entry';
import { EndlessList } from './activity/EndlessList';
import { NotMe } from './activity/NotMe';
import { eventFailure, eventTitle, failureText } from './events';

const leastOf: Record<string, Severity> = { all: 'low', notable: 'medium', serious: 'high' };
const outcomeOf: Record<string, boolean | undefined> = { all: undefined, good: true, failed: false };

/** What happened; view and filter are in the address, so that they survive a reload and can be linked to. */
export function ActivityPage() {
  const t = useText();
  const query = useLocation().searchParams;
  const view = query.get('view') === 'sign-ins' ? 'sign-ins' : 'events';
  const filters = Object.keys(view === 'events' ? leastOf : outcomeOf);
  const show = filters.find((filter) => filter === query.get('show')) ?? 'all';
  const [doubted, setDoubted] = useState<Doubt | null>(null);
  return (
    <>
      <PageTitle title={t('nav.activity')} />
      <div className={styles['bar']}>
        <nav className={styles['views']} aria-label={t('activity.view')}>
          <Link href="/account/activity" aria-current={view === 'events' ? 'page' : undefined}>
            {t('activity.events')}
          </Link>
          <Link href="/account/activity?view=sign-ins" aria-current={view === 'sign-ins' ? 'page' : undefined}>
            {t('activity.sign-ins')}
          </Link>
        </nav>
        <NativeSelect
          aria-label={t('activity.filter')}
          value={show}
          data={filters.map((filter) => ({
            value: filter,
            label: t(`activity.filter.${filter}` as 'activity.filter.all'),
          }))}
          onChange={(event) =>
            navigate(`/account/activity?view=${view}&show=${event.currentTarget.value}`, { replace: true })
          }
        />
      </div>
      {view === 'events' ? (
        <Events key={show} least={leastOf[show] ?? 'low'} onDoubt={setDoubted} />
      ) : (
        <SignIns key={show} isSuccessful={outcomeOf[show]} onDoubt={setDoubted} />
      )}
      {doubted && <NotMe session={doubted.session} onClose={() => setDoubted(null)} />}
    </>
  );
}

type OnDoubt = { onDoubt: (doubt: Doubt) => void };

/** What tells, once the sessions are known, how something can be disowned. */
function useDoubt<T>(doubtOf: (item: T, sessions: readonly SessionItem[]) => Doubt | undefined, { onDoubt }: OnDoubt) {
  const { data } = useSessions();
  return (item: T) => {
    const doubt = data && doubtOf(item, data.items);
    return doubt && (() => onDoubt(doubt));
  };
}

function Events({ least, onDoubt }: OnDoubt & { least: Severity }) {
  const t = useText();
  const doubt = useDoubt(doubtOfEvent, { onDoubt });
  return (
    <EndlessList
      query={useSecurityEvents(least)}
      timeOf={(event) => event.created_at}
      render={(event) => (
        <Entry
          key={event.id}
          title={eventTitle(t, event)}
          detail={eventFailure(t, event)}
          isWarning={event.severity === 'high' || event.severity === 'critical' || event.event_type.endsWith('.failed')}
          time={event.created_at}
          agent={event.user_agent}
          address={event.ip_address}
          place={event.place}
          onDoubt={doubt(event)}
        />
      )}
    />
  );
}

function SignIns({ isSuccessful, onDoubt }: OnDoubt & { isSuccessful: boolean | undefined }) {
  const t = useText();
  const doubt = useDoubt(doubtOfSignIn, { onDoubt });
  return (
    <EndlessList
      query={useSignIns(isSuccessful)}
      timeOf={(attempt) => attempt.attempted_at}
      render={(attempt) => (
        <Entry
          key={attempt.id}
          title={t(attempt.is_successful ? 'sign-in.good' : 'sign-in.failed')}
          detail={failureText(t, attempt.failure_reason)}
          isWarning={!attempt.is_successful}
          time={attempt.attempted_at}
          agent={attempt.user_agent}
          address={attempt.ip_address}
          place={attempt.place}
          onDoubt={doubt(attempt)}
        />
      )}
    />
  );
}
