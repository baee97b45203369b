import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { show } from '../testing';
import { WaitNotice } from './WaitNotice';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('says how long to wait once, however the time is counted down beside it, and goes when it is over', () => {
  show(
    <WaitNotice title="Wait" until={Date.now() + 65_000}>
      Too many tries.
    </WaitNotice>,
  );
  const said = screen.getByRole('alert').textContent;
  expect(said).toBe('WaitToo many tries. Try again in 65 seconds.');
  screen.getByText('You can go on in 1:05.');
  act(() => void vi.advanceTimersByTime(3000));
  screen.getByText('You can go on in 1:02.');
  expect(screen.getByRole('alert').textContent).toBe(said);
  act(() => void vi.advanceTimersByTime(63_000));
  expect(screen.queryByRole('alert')).toBeNull();
});
