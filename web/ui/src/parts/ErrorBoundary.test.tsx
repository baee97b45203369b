import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, it, vi } from 'vitest';

import { show } from '../testing';
import { ErrorBoundary } from './ErrorBoundary';

afterEach(cleanup);

function Page() {
  if (window.location.hash === '#broken') throw new Error('broken');
  return <h1>Well</h1>;
}

it('apologises for a page that cannot be shown, and shows the next one', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  window.history.replaceState(null, '', '#broken');
  show(
    <ErrorBoundary>
      <Page />
    </ErrorBoundary>,
  );
  screen.getByRole('heading', { name: 'Something went wrong here' });
  window.history.replaceState(null, '', '#well');
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  screen.getByRole('heading', { name: 'Well' });
});
