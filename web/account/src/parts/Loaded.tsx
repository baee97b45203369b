import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Failed } from './Failed';
import { RowsSkeleton } from './PageSkeleton';

type Props<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What a query brought: its shape while it is under way, a way to try again when it failed. */
export function Loaded<T>({ query, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return <Failed error={query.error} isBusy={query.isFetching} onRetry={() => void query.refetch()} />;
  }
  return <RowsSkeleton />;
}
