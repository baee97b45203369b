import type { Account } from '@gatehouse/api-client';
import { useFormat } from '@gatehouse/ui';

import { Section } from '../../parts/Section';
import { useFactors, usePassword, useSecurityEvents, useSessions, useSignIns } from '../../queries';
import { useText } from '../../texts';
import { eventTitle } from '../events';
import styles from '../OverviewPage.module.css';
import { AskedFact, Fact } from './Fact';

const week = 7 * 86_400_000;

function isRecent(time: string): boolean {
  return Date.now() - new Date(time).getTime() < week;
}

/** What is known of the account's security; each fact comes when it is there. */
export function FactList({ account }: { account: Account }) {
  const t = useText();
  const format = useFormat();
  const isReachable = account.email_verified || account.phone_verified;
  return (
    <Section title={t('overview.facts')}>
      <ul className={styles['facts']}>
        <Fact isGood={isReachable} href="/account/details">
          {t(isReachable ? 'overview.contact.good' : 'overview.contact.bad')}
        </Fact>
        <AskedFact query={usePassword()} about={t('security.password')} href="/account/security">
          {({ changed_at: changed }) => ({
            isGood: true,
            text:
              changed === undefined ? t('overview.password.none') : t('overview.password', { ago: format.ago(changed) }),
          })}
        </AskedFact>
        <AskedFact query={useFactors()} about={t('factors.title')} href="/account/security">
          {({ items: { length: count } }) => ({
            isGood: count > 0,
            text: count === 0 ? t('overview.factors.none') : t('overview.factors', { count }),
          })}
        </AskedFact>
        <AskedFact query={useSessions()} about={t('devices.sessions')} href="/account/devices">
          {({ items }) => ({ isGood: true, text: t('overview.sessions', { count: items.length }) })}
        </AskedFact>
        <FailureFact />
        <SeriousFact />
      </ul>
    </Section>
  );
}

function FailureFact() {
  const t = useText();
  const format = useFormat();
  return (
    <AskedFact
      query={useSignIns(false)}
      about={t('activity.sign-ins')}
      href="/account/activity?view=sign-ins&show=failed"
    >
      {({ pages }) => {
        const last = pages[0]?.items[0];
        return last && isRecent(last.attempted_at)
          ? { isGood: false, text: t('overview.failures.some', { ago: format.ago(last.attempted_at) }) }
          : { isGood: true, text: t('overview.failures.none') };
      }}
    </AskedFact>
  );
}

function SeriousFact() {
  const t = useText();
  const format = useFormat();
  return (
    <AskedFact
      query={useSecurityEvents('high')}
      about={t('activity.events')}
      href="/account/activity?show=serious"
    >
      {({ pages }) => {
        const last = pages[0]?.items[0];
        return last && isRecent(last.created_at)
          ? {
              isGood: false,
              text: t('overview.serious.some', { what: eventTitle(t, last), ago: format.ago(last.created_at) }),
            }
          : { isGood: true, text: t('overview.serious.none') };
      }}
    </AskedFact>
  );
}
