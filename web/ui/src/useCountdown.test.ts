import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { useCountdown } from './useCountdown';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('counts down, and knows the time of a new end at once', () => {
  const hook = renderHook(({ end }) => useCountdown(end), { initialProps: { end: Date.now() + 2000 } });
  expect(hook.result.current).toBe(2);
  act(() => void vi.advanceTimersByTime(1250));
  expect(hook.result.current).toBe(1);
  act(() => void vi.advanceTimersByTime(60_000));
  expect(hook.result.current).toBe(0);
  hook.rerender({ end: Date.now() + 30_000 });
  expect(hook.result.current).toBe(30);
});
