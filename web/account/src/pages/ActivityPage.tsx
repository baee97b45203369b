import type { SecurityEvent, Severity, SignInRecord } from '@gatehouse/api-client';
import { Link, navigate, PageTitle, useLocation } from '@gatehouse/ui';
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';

import { useSecurityEvents, useSessions, useSignIns } from '../queries';
import { useText } from '../texts';
import styles from './ActivityPage.module.css';
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
  const [doubted, setDoubted] = useState<string | null>(null);
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
      {doubted !== null && <NotMe session={doubted} onClose={() => setDoubted(null)} />}
    </>
  );
}

type Doubt = { onDoubt: (session: string) => void };

/** The sessions that can still be ended, without the present one. */
function useOtherSessions(): Set<string> {
  const { data } = useSessions();
  return new Set(data?.items.filter((session) => !session.is_current).map((session) => session.id));
}

function Events({ least, onDoubt }: Doubt & { least: Severity }) {
  const t = useText();
  const others = useOtherSessions();
  const canDoubt = ({ event_type: type, session_id: session }: SecurityEvent) =>
    (type === 'session.started' || type === 'device.added') && session !== undefined && others.has(session);
  return (
    <EndlessList
      query={useSecurityEvents(least)}
      timeOf={(event) => event.created_at}
      render={(event) => (
        <Entry
          key={event.id}
          title={eventTitle(t, event)}
          detail={eventFailure(t, event)}
          isWarning={event.severity === 'high' || event.severity === 'critical' || event.event_type === 'sign_in.failed'}
          time={event.created_at}
          agent={event.user_agent}
          address={event.ip_address}
          onDoubt={canDoubt(event) ? () => onDoubt(event.session_id ?? '') : undefined}
        />
      )}
    />
  );
}

function SignIns({ isSuccessful, onDoubt }: Doubt & { isSuccessful: boolean | undefined }) {
  const t = useText();
  const others = useOtherSessions();
  const canDoubt = ({ session_id: session }: SignInRecord) => session !== undefined && others.has(session);
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
          onDoubt={canDoubt(attempt) ? () => onDoubt(attempt.session_id ?? '') : undefined}
        />
      )}
    />
  );
}
