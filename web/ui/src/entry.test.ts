import { expect, it } from 'vitest';

import { codeDigits } from './code';
import { resendAt } from './parts/Resend';
import { internationalNumber, likelyRegion } from './phone/countries';

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
  const after = '2026-01-01T00:01:00Z';
  expect(resendAt(after, Date.parse('2026-01-01T00:00:00Z'))).toBe(Date.parse(after));
  const slow = Date.parse('2020-01-01T00:00:00Z');
  expect(resendAt(after, slow) - slow).toBe(120_000);
  const fast = Date.parse('2030-01-01T00:00:00Z');
  expect(resendAt(after, fast)).toBe(fast);
});

it('puts Bangladesh first where the locale says so', () => {
  expect(likelyRegion(['bn'], 'UTC')).toBe('BD');
  expect(likelyRegion(['en-US'], 'Asia/Dhaka')).toBe('BD');
  expect(likelyRegion(['en-GB', 'fr'], 'Europe/London')).toBe('GB');
  expect(likelyRegion(['en', 'de-AT'], 'Europe/Vienna')).toBe('AT');
  expect(likelyRegion(['en'], 'UTC')).toBe('BD');
});

it('writes a number with the code of its country, once', () => {
  expect(internationalNumber('BD', ' 01712-345678 ')).toBe('+880 01712-345678');
  expect(internationalNumber('US', '2025550123')).toBe('+1 2025550123');
  expect(internationalNumber('BD', '+44 20 7946 0958')).toBe('+44 20 7946 0958');
  expect(internationalNumber('BD', '0044 20 7946 0958')).toBe('0044 20 7946 0958');
});
