import { Skeleton } from '@mantine/core';

import { useText } from '../texts';
import styles from './PageSkeleton.module.css';

/** The shape of a page that is under way. */
export function PageSkeleton() {
  return (
    <>
      <Skeleton height={32} width="55%" />
      <RowsSkeleton />
      <RowsSkeleton />
    </>
  );
}

export function RowsSkeleton() {
  const t = useText();
  return (
    <div className={styles['rows']} role="status" aria-label={t('loading')}>
      {[62, 78, 54].map((width) => (
        <div key={width} className={styles['row']}>
          <Skeleton height={40} circle />
          <div>
            <Skeleton height={14} width={`${width}%`} />
            <Skeleton height={12} width={`${width - 20}%`} mt={8} />
          </div>
        </div>
      ))}
    </div>
  );
}
