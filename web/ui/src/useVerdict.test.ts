import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { useVerdict, type Verdict } from './useVerdict';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function typing(judge: (password: string) => Promise<Verdict>) {
  const hook = renderHook(({ password }) => useVerdict(password, password.length > 3, judge), {
    initialProps: { password: '' },
  });
  const type = async (password: string, milliseconds: number) => {
    hook.rerender({ password });
    await act(() => vi.advanceTimersByTimeAsync(milliseconds));
    return hook.result.current;
  };
  return type;
}

it('asks once a pause in typing, and only about what is long enough', async () => {
  const judge = vi.fn(() => Promise.resolve('weak' as const));
  const type = typing(judge);
  expect(await type('abc', 2000)).toBeUndefined();
  expect(await type('abcd', 100)).toBeUndefined();
  expect(await type('abcde', 700)).toBe('weak');
  expect(judge.mock.calls).toEqual([['abcde']]);
});

it('forgets the verdict with the password that it was about', async () => {
  const type = typing((password) => Promise.resolve(password === 'known' ? 'breached' : 'good'));
  expect(await type('known', 700)).toBe('breached');
  expect(await type('known better', 0)).toBeUndefined();
  expect(await type('known better', 700)).toBe('good');
  expect(await type('k', 0)).toBeUndefined();
});

it('takes no late answer for another password', async () => {
  const answers: ((verdict: Verdict) => void)[] = [];
  const type = typing(() => new Promise((resolve) => answers.push(resolve)));
  await type('first', 700);
  await type('second', 700);
  answers[0]?.('breached');
  expect(await type('second', 0)).toBeUndefined();
  answers[1]?.('good');
  expect(await type('second', 0)).toBe('good');
});

it('has no verdict when the service does not answer', async () => {
  const type = typing(() => Promise.reject(new Error('offline')));
  expect(await type('abcdef', 700)).toBeUndefined();
});
