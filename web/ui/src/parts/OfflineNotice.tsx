import { useSyncExternalStore } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { Notice } from './Notice';

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Tells that there is no network; gone as soon as there is. */
export function OfflineNotice() {
  const t = useTexts();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return isOnline ? null : <Notice tone="warning">{t('offline')}</Notice>;
}
