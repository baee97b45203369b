import type { CodeSent } from '@gatehouse/api-client';
import { expect, it } from 'vitest';

import { likelyRegion } from '../countries';
import { codeDigits, pendingOf } from './draft';

it.each([
  ['123456', '123456'],
  [' 123 456\n', '123456'],
  ['Your code is 123-456.', '123456'],
  ['১২৩৪৫৬', '123456'],
  ['1234567890', '123456'],
  ['abc', ''],
])('finds the code in %j', (text, code) => {
  expect(codeDigits(text)).toBe(code);
});

it('does not believe a clock that is far off', () => {
  const sent = { resend_after: '2026-01-01T00:01:00Z' } as CodeSent;
  expect(pendingOf(sent, 'x', Date.parse('2026-01-01T00:00:00Z')).resendAt).toBe(Date.parse('2026-01-01T00:01:00Z'));
  const slow = Date.parse('2020-01-01T00:00:00Z');
  expect(pendingOf(sent, 'x', slow).resendAt - slow).toBe(120_000);
  const fast = Date.parse('2030-01-01T00:00:00Z');
  expect(pendingOf(sent, 'x', fast).resendAt).toBe(fast);
});

it('puts Bangladesh first where the locale says so', () => {
  expect(likelyRegion(['bn'], 'UTC')).toBe('BD');
  expect(likelyRegion(['en-US'], 'Asia/Dhaka')).toBe('BD');
  expect(likelyRegion(['en-GB', 'fr'], 'Europe/London')).toBe('GB');
  expect(likelyRegion(['en', 'de-AT'], 'Europe/Vienna')).toBe('AT');
  expect(likelyRegion(['en'], 'UTC')).toBe('BD');
});
