import { ApiError } from '@gatehouse/api-client';
import { beforeEach, expect, it, vi } from 'vitest';

import { ask, forgetAsked, lifetimeEnd, openAsked } from './asked';
import { api } from './session';

vi.mock('./session', () => ({ api: { askSignIn: vi.fn() } }));
const askSignIn = vi.mocked(api.askSignIn);
const inAMinute = () => new Date(Date.now() + 60_000).toISOString();

beforeEach(() => {
  sessionStorage.clear();
  askSignIn.mockReset();
});

it('asks once for two who want the same, and keeps what was asked', async () => {
  askSignIn.mockResolvedValue({ method: 'sms', sent_to: '+880 •••• ••678', expires_at: inAMinute() });
  const [one, two] = await Promise.all([ask('sia_1', 'sms'), ask('sia_1', 'sms')]);
  expect(askSignIn).toHaveBeenCalledTimes(1);
  expect(one).toEqual(two);
  expect(openAsked('sia_1 sms')?.sentTo).toBe('+880 •••• ••678');
  expect(openAsked('sia_1 email')).toBeUndefined();
  expect(openAsked('sia_1 sms', Date.now() + 61_000)).toBeUndefined();
  forgetAsked('sia_1 sms');
  expect(openAsked('sia_1 sms')).toBeUndefined();
});

it('takes a code that is on its way already for one that was asked for', async () => {
  askSignIn.mockRejectedValueOnce(new ApiError('resend_too_soon', 429, [], 42));
  const asked = await ask('sia_2', 'email');
  expect(Math.round((asked.resendAt - Date.now()) / 1000)).toBe(42);
  expect(openAsked('sia_2 email')).toEqual(asked);
});

it('keeps nothing of a question that was refused, so that it can be asked again', async () => {
  askSignIn.mockRejectedValueOnce(new ApiError('message_limit', 429));
  await expect(ask('sia_3', 'push')).rejects.toThrow('message_limit');
  askSignIn.mockResolvedValue({ method: 'push', number: 42, expires_at: inAMinute() });
  expect((await ask('sia_3', 'push')).number).toBe(42);
});

it('does not believe a clock that is far off', () => {
  const at = Date.parse('2026-01-01T00:02:00Z');
  expect(lifetimeEnd('2026-01-01T00:02:00Z', Date.parse('2026-01-01T00:00:00Z'))).toBe(at);
  const fast = Date.parse('2030-01-01T00:00:00Z');
  expect(lifetimeEnd('2026-01-01T00:02:00Z', fast) - fast).toBe(25_000);
  const slow = Date.parse('2020-01-01T00:00:00Z');
  expect(lifetimeEnd('2026-01-01T00:02:00Z', slow) - slow).toBe(600_000);
});

it('reads what others have stored as nothing', () => {
  sessionStorage.setItem('gatehouse.asked', '{');
  expect(openAsked('sia_1 sms')).toBeUndefined();
});
