import { Link } from '@gatehouse/ui';

import { keepingReturn } from './arrival';
import styles from './forms.module.css';
import { useText } from './texts';

/** Whose sign-in this is, and the way to another one; nothing when that is not known. */
export function Who({ identifier }: { identifier: string }) {
  const t = useText();
  if (identifier === '') return null;
  return (
    <div className={styles['who']}>
      <div>
        <span className={styles['small']}>{t('sign-in.as')}</span>
        <strong>{identifier}</strong>
      </div>
      <Link href={keepingReturn('/sign-in?step=name')}>{t('sign-in.change')}</Link>
    </div>
  );
}
