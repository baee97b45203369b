import type { ReactNode } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { Brand } from './Brand';
import styles from './CardPage.module.css';
import { LanguageChoice, ThemeChoice } from './Choices';
import { OfflineNotice } from './OfflineNotice';

/** One thing to do, in the middle of the window. */
export function CardPage({ children }: { children: ReactNode }) {
  const t = useTexts();
  return (
    <div className={styles['page']}>
      <a className={styles['skip']} href="#content">
        {t('skip')}
      </a>
      <header className={styles['header']}>
        <Brand />
      </header>
      <main id="content" className={styles['card']} tabIndex={-1}>
        <OfflineNotice />
        {children}
      </main>
      <footer className={styles['footer']}>
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </div>
  );
}
