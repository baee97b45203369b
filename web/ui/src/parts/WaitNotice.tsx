import { type ReactNode, useState } from 'react';

import { useFormat, useTexts } from '../i18n/LanguageProvider';
import { waitText } from '../i18n/problems';
import { useCountdown } from '../useCountdown';
import { Notice } from './Notice';
import styles from './WaitNotice.module.css';

type Props = {
  title: string;
  /** In milliseconds since 1970; another time is another notice (key). */
  until: number;
  children: ReactNode;
};

/** Something has to wait; nothing when it need not any more. How long is read out once, and not with every second that passes. */
export function WaitNotice({ title, until, children }: Props) {
  const t = useTexts();
  const format = useFormat();
  const left = useCountdown(until);
  const [whole] = useState(left);
  if (left === 0) return null;
  return (
    <div className={styles['wait']}>
      <Notice tone="warning" title={title}>
        {children} <span className={styles['said']}>{waitText(t, whole)}</span>
      </Notice>
      <p aria-hidden="true">{t('wait.left', { time: format.countdown(left) })}</p>
    </div>
  );
}
