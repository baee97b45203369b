import { ApiError } from '@gatehouse/api-client';
import { startPage } from '@gatehouse/ui';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';

import { App } from './App';
import { keepScannedCode } from './approve/code';
import { session } from './session';
import { texts } from './texts';

// A button is busy before it can be pressed a second time.
notifyManager.setScheduler(queueMicrotask);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refuses, it refuses again; what did not arrive may the next time.
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
});

// Before anything leads away from the address that it stands in.
keepScannedCode();
// Another code for a page that is open already.
window.addEventListener('hashchange', () => keepScannedCode() && window.location.reload());

// Shown again as it was kept, perhaps by somebody who is not signed in any more.
window.addEventListener('pageshow', ({ persisted }) => persisted && window.location.reload());

session.onChange((change) => {
  if (change === 'begun') {
    // Perhaps another account.
    window.location.reload();
    return;
  }
  const { pathname, search } = window.location;
  window.location.replace(`/sign-in?return_to=${encodeURIComponent(pathname + search)}`);
});

void startPage(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
  texts,
);
