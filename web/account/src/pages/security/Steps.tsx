import { ArrowIcon, Link, PageTitle } from '@gatehouse/ui';
import type { ReactNode } from 'react';

import { useText } from '../../texts';
import styles from './Steps.module.css';

/** A page that leads through adding something, with the way back. */
export function Guide({ title, text, back, children }: { title: string; text?: string; back: string; children: ReactNode }) {
  const t = useText();
  return (
    <>
      <Link href={back} className={styles['back']}>
        <ArrowIcon size={18} />
        {back === '/account/security' ? t('nav.security') : t('add.other')}
      </Link>
      <PageTitle title={title} />
      {text !== undefined && <p className={styles['text']}>{text}</p>}
      {children}
    </>
  );
}

/** What is done one after the other; the numbers are those of the list. */
export function Steps({ children }: { children: ReactNode }) {
  return <ol className={styles['steps']}>{children}</ol>;
}

export function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <h2>{title}</h2>
      {children}
    </li>
  );
}
