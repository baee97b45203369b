import type { Account } from '@gatehouse/api-client';
import {
  Brand,
  ClockIcon,
  DesktopIcon,
  ExitIcon,
  HomeIcon,
  Link,
  OfflineNotice,
  PersonIcon,
  ProblemNotice,
  ShieldIcon,
  SlidersIcon,
} from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';

import { api } from '../session';
import { useText } from '../texts';
import styles from './Frame.module.css';

export const sections = [
  { path: '/account', text: 'nav.overview', Icon: HomeIcon },
  { path: '/account/details', text: 'nav.details', Icon: PersonIcon },
  { path: '/account/security', text: 'nav.security', Icon: ShieldIcon },
  { path: '/account/devices', text: 'nav.devices', Icon: DesktopIcon },
  { path: '/account/activity', text: 'nav.activity', Icon: ClockIcon },
  { path: '/account/preferences', text: 'nav.preferences', Icon: SlidersIcon },
] as const;

type Props = { account: Account | undefined; path: string; children: ReactNode };

/** What is around every page: who is signed in, the way to the other pages, the way out. */
export function Frame({ account, path, children }: Props) {
  const t = useText();
  const nav = useRef<HTMLElement>(null);
  // On a phone the bar scrolls: the present page must be seen in it.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  const signOut = useMutation({ mutationFn: api.signOut });
  const name = account?.display_name ?? account?.email ?? account?.phone ?? '';
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#content">
        {t('skip')}
      </a>
      <header className={styles['header']}>
        <Link href="/account" className={styles['home']}>
          <Brand />
        </Link>
        <div className={styles['who']}>
          {name !== '' && <span className={styles['name']}>{name}</span>}
          <a href="/sign-in?switch">{t('nav.switch')}</a>
          <Button
            variant="default"
            size="xs"
            leftSection={<ExitIcon size={16} />}
            loading={signOut.isPending}
            onClick={() => signOut.mutate()}
          >
            {t('nav.sign-out')}
          </Button>
        </div>
      </header>
      <nav ref={nav} className={styles['nav']} aria-label={t('nav.label')}>
        {sections.map(({ path: to, text, Icon }) => (
          <Link key={to} href={to} aria-current={to === path ? 'page' : undefined}>
            <Icon />
            {t(text)}
          </Link>
        ))}
      </nav>
      <main id="content" className={styles['content']} tabIndex={-1}>
        <OfflineNotice />
        <ProblemNotice error={signOut.error} />
        {children}
      </main>
    </div>
  );
}
