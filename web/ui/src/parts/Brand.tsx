import { useTexts } from '../i18n/LanguageProvider';
import styles from './Brand.module.css';

/** The name of the product with its gate. */
export function Brand() {
  const t = useTexts();
  return (
    <span className={styles['brand']}>
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
        <rect width="28" height="28" rx="8" fill="var(--gh-primary)" />
        <path
          d="M8 21v-8a6 6 0 0 1 12 0v8M14 8v13"
          fill="none"
          stroke="var(--gh-on-primary)"
          strokeWidth="2.2"
          strokeLinecap="round"
        />
      </svg>
      <span>{t('brand')}</span>
    </span>
  );
}
