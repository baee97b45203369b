import { CardPage } from '@gatehouse/ui';
import type { ReactNode } from 'react';

import { useText } from '../texts';
import styles from './Approve.module.css';

/** One question in the middle of the window, and the way to all else. */
export function ApproveCard({ children }: { children: ReactNode }) {
  const t = useText();
  return (
    <CardPage>
      {children}
      <p className={styles['foot']}>
        <a href="/account">{t('approve.account')}</a>
      </p>
    </CardPage>
  );
}
