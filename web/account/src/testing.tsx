import { show } from '@gatehouse/ui/testing';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { en } from './texts/en';

// As in main.tsx.
notifyManager.setScheduler(queueMicrotask);

/** Renders a part of the account's pages for a test, in English. */
export function showPart(content: ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return show(<QueryClientProvider client={queries}>{content}</QueryClientProvider>, en);
}
