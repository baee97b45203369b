import { useFormat } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';

import { Failed } from '../../parts/Failed';
import { RowsSkeleton } from '../../parts/PageSkeleton';
import { Rows, Section } from '../../parts/Section';
import { useText } from '../../texts';
import styles from './EndlessList.module.css';

type Props<T> = {
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>;
  timeOf: (item: T) => string;
  render: (item: T) => ReactNode;
};

/** Items by the day, newest first. The next page comes when its end is near, or at the press of a button. */
export function EndlessList<T>({ query, timeOf, render }: Props<T>) {
  const t = useText();
  const format = useFormat();
  const { data, error, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, refetch } = query;
  if (data === undefined) {
    return error ? <Failed error={error} isBusy={isFetching} onRetry={() => void refetch()} /> : <RowsSkeleton />;
  }
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Section title={t('activity.empty')}>
        <p className={styles['muted']}>{t('activity.empty.text')}</p>
      </Section>
    );
  }
  const days = groupByDay(items, (item) => format.date(timeOf(item)));
  return (
    <>
      {days.map(([day, those]) => (
        <Section key={day} title={day}>
          <Rows>{those.map(render)}</Rows>
        </Section>
      ))}
      {hasNextPage ? (
        <>
          {isFetchingNextPage && <RowsSkeleton />}
          {error ? (
            <Failed error={error} isBusy={isFetching} onRetry={() => void fetchNextPage()} />
          ) : (
            <End isBusy={isFetchingNextPage} onNear={() => void fetchNextPage()} />
          )}
        </>
      ) : (
        <p className={styles['end']}>{t('activity.end')}</p>
      )}
    </>
  );
}

function groupByDay<T>(items: readonly T[], dayOf: (item: T) => string): [string, T[]][] {
  const days = new Map<string, T[]>();
  for (const item of items) {
    const day = dayOf(item);
    const those = days.get(day);
    if (those) those.push(item);
    else days.set(day, [item]);
  }
  return [...days];
}

function End({ isBusy, onNear }: { isBusy: boolean; onNear: () => void }) {
  const t = useText();
  const end = useRef<HTMLDivElement>(null);
  const near = useRef(onNear);
  useEffect(() => {
    near.current = onNear;
  });
  useEffect(() => {
    if (isBusy || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && near.current(), {
      rootMargin: '400px',
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [isBusy]);
  return (
    <div ref={end} className={styles['end']}>
      <Button variant="default" loading={isBusy} onClick={onNear}>
        {t('activity.more')}
      </Button>
    </div>
  );
}
