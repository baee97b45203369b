import { expect, it } from 'vitest';

import { formatOf } from './format';
import { languageOf } from './languages';
import { fill } from './messages';

it('fills places and keeps those without a value', () => {
  expect(fill('Hello, {name}. {other}', 'en', { name: 'Rahim {x}' })).toBe('Hello, Rahim {x}. {other}');
});

it('chooses between one and many by the rules of the language', () => {
  const message = { one: '{count} device', other: '{count} devices' };
  expect(fill(message, 'en', { count: 1 })).toBe('1 device');
  expect(fill(message, 'en', { count: 0 })).toBe('0 devices');
  expect(fill(message, 'en', { count: 1234 })).toBe('1,234 devices');
});

it('writes Bangla digits', () => {
  expect(fill('{count}টি', 'bn', { count: 15 })).toBe('১৫টি');
  const format = formatOf('bn', 'Asia/Dhaka');
  expect(format.countdown(65)).toBe('১:০৫');
  expect(format.time('2026-01-31T20:05:00Z')).toBe('২:০৫ রাত্রি');
  expect(format.dateTime('2026-01-31T08:05:00Z')).toMatch(/^৩১ জানু, ২০২৬, ২:০৫ \S+$/);
  expect(format.date('2026-01-31T20:00:00Z')).toMatch(/^১ ফেব্রুয়ারী, ২০২৬$|^১ ফেব্রুয়ারি, ২০২৬$/);
});

it('tells times in the zone it is given', () => {
  expect(formatOf('en', 'Asia/Dhaka').dateTime('2026-01-31T20:00:00Z')).toBe('1 Feb 2026, 02:00');
});

it('tells how long ago in the unit that fits', () => {
  const { ago } = formatOf('en');
  const now = Date.parse('2026-05-10T12:00:00Z');
  expect(ago('2026-05-10T11:59:50Z', now)).toBe('now');
  expect(ago('2026-05-10T11:55:00Z', now)).toBe('5 minutes ago');
  expect(ago('2026-05-09T11:00:00Z', now)).toBe('yesterday');
  expect(ago('2025-04-01T11:00:00Z', now)).toBe('last year');
});

it('knows languages by their tags', () => {
  expect(languageOf('bn-BD')).toBe('bn');
  expect(languageOf('EN')).toBe('en');
  expect(languageOf('fr')).toBeUndefined();
  expect(languageOf('constructor')).toBeUndefined();
  expect(languageOf(undefined)).toBeUndefined();
});
