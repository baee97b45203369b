import type { Account } from '@gatehouse/api-client';
import { AlertIcon, ArrowIcon, CheckIcon, Link, PageTitle, useFormat } from '@gatehouse/ui';
import type { ReactNode } from 'react';

import { sections } from '../parts/Frame';
import { Loaded } from '../parts/Loaded';
import { Section } from '../parts/Section';
import { usePassword, useSecurityEvents, useSessions, useSignIns } from '../queries';
import { useText } from '../texts';
import { eventTitle } from './events';
import styles from './OverviewPage.module.css';

export function OverviewPage({ account }: { account: Account }) {
  const t = useText();
  const name = account.display_name;
  return (
    <>
      <PageTitle title={t('nav.overview')}>
        {name === undefined ? t('overview.hello.plain') : t('overview.hello', { name })}
      </PageTitle>
      <SecurityFacts account={account} />
      <nav aria-label={t('overview.sections')} className={styles['cards']}>
        {sections.slice(1).map(({ path, text, Icon }) => (
          <Link key={path} href={path} className={styles['card']}>
            <Icon size={24} />
            <span>
              <strong>{t(text)}</strong>
              <span>{t(`overview.${path.slice('/account/'.length)}.text` as 'overview.details.text')}</span>
            </span>
          </Link>
        ))}
      </nav>
    </>
  );
}

const week = 7 * 86_400_000;

function isRecent(time: string): boolean {
  return Date.now() - new Date(time).getTime() < week;
}

function SecurityFacts({ account }: { account: Account }) {
  const t = useText();
  const format = useFormat();
  const sessions = useSessions();
  const password = usePassword();
  const failures = useSignIns(false);
  const serious = useSecurityEvents('high');
  const isReachable = account.email_verified || account.phone_verified;
  return (
    <Section title={t('overview.facts')}>
      <Loaded query={sessions}>
        {({ items }) => {
          const changed = password.data?.changed_at;
          const failure = failures.data?.pages[0]?.items[0];
          const event = serious.data?.pages[0]?.items[0];
          const hasFailure = failure !== undefined && isRecent(failure.attempted_at);
          const hasEvent = event !== undefined && isRecent(event.created_at);
          return (
            <ul className={styles['facts']}>
              <Fact isGood={isReachable} href="/account/details">
                {t(isReachable ? 'overview.contact.good' : 'overview.contact.bad')}
              </Fact>
              <Fact isGood href="/account/security">
                {changed === undefined
                  ? t('overview.password.none')
                  : t('overview.password', { ago: format.ago(changed) })}
              </Fact>
              <Fact isGood href="/account/devices">
                {t('overview.sessions', { count: items.length })}
              </Fact>
              <Fact isGood={!hasFailure} href="/account/activity?view=sign-ins&show=failed">
                {hasFailure
                  ? t('overview.failures.some', { ago: format.ago(failure.attempted_at) })
                  : t('overview.failures.none')}
              </Fact>
              <Fact isGood={!hasEvent} href="/account/activity?show=serious">
                {hasEvent
                  ? t('overview.serious.some', { what: eventTitle(t, event), ago: format.ago(event.created_at) })
                  : t('overview.serious.none')}
              </Fact>
            </ul>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Fact({ isGood, href, children }: { isGood: boolean; href: string; children: ReactNode }) {
  return (
    <li>
      <Link href={href}>
        <span className={styles['mark']} data-good={isGood}>
          {isGood ? <CheckIcon size={18} /> : <AlertIcon size={18} />}
        </span>
        <span>{children}</span>
        <ArrowIcon size={18} />
      </Link>
    </li>
  );
}
