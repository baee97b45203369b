import { expect, it } from 'vitest';

import { levelOf, securityScore, type SecurityFacts } from './score';

const now = Date.parse('2026-06-01T00:00:00Z');
const days = (count: number) => new Date(now - count * 86_400_000).toISOString();
const best: SecurityFacts = {
  account: { email_verified: true, phone_verified: false },
  password: { changed_at: days(10) },
  factors: [{ strength: 'phishing_resistant' }],
  backupCodes: 10,
  devices: [{ last_seen: days(0) }, { last_seen: days(89) }],
};
const score = (changed: Partial<SecurityFacts>) => securityScore({ ...best, ...changed }, now);

it('is 100 when nothing is left to wish for', () => {
  expect(score({})).toEqual({ points: 100, level: 'excellent', advice: [] });
});

it('calls an account with a password alone weak, and asks for a second step first', () => {
  const { points, level, advice } = score({ factors: [], backupCodes: 0 });
  expect([points, level]).toEqual([40, 'weak']);
  // Backup codes are no advice before there is a second step.
  expect(advice).toEqual([{ part: 'factor', gain: 45 }]);
});

it('counts the strongest second step, and none that cannot be reached', () => {
  expect(score({ factors: [{ strength: 'basic' }] }).points).toBe(80);
  expect(score({ factors: [{ strength: 'basic' }, { strength: 'strong' }] }).points).toBe(90);
  const lost = score({ factors: [{ strength: 'strong', is_reachable: false }] });
  expect(lost.points).toBe(55);
  expect(lost.advice[0]).toEqual({ part: 'factor', gain: 45 });
});

it.each([
  [4, 0],
  [3, 10],
  [1, 10],
  [0, 15],
])('with %i backup codes left, new ones would bring %i', (left, gain) => {
  expect(score({ backupCodes: left }).advice).toEqual(gain === 0 ? [] : [{ part: 'backup', gain }]);
});

it.each([
  [364, 0],
  [366, 5],
  [731, 10],
])('a new password after %i days would bring %i', (age, gain) => {
  expect(score({ password: { changed_at: days(age) } }).advice).toEqual(gain === 0 ? [] : [{ part: 'password', gain }]);
});

it('has nothing to say about a password that is not there', () => {
  expect(score({ password: {} }).points).toBe(100);
});

it('takes off for each device that has not been used for long, down to nothing', () => {
  const unused = (count: number) => Array.from({ length: count }, () => ({ last_seen: days(91) }));
  expect(score({ devices: unused(1) }).points).toBe(95);
  expect(score({ devices: unused(9) }).points).toBe(85);
  expect(score({ devices: [] }).points).toBe(100);
});

it('wants an address that is confirmed, be it e-mail or phone', () => {
  const nothing = { email_verified: false, phone_verified: false };
  expect(score({ account: nothing }).advice).toEqual([{ part: 'contact', gain: 10 }]);
  expect(score({ account: { ...nothing, phone_verified: true } }).points).toBe(100);
});

it('puts first what would help most', () => {
  const { points, advice } = score({
    account: { email_verified: false, phone_verified: false },
    factors: [{ strength: 'strong' }],
    backupCodes: 0,
    password: { changed_at: days(400) },
    devices: [{ last_seen: days(400) }],
  });
  expect(advice.map(({ gain }) => gain)).toEqual([15, 10, 10, 5, 5]);
  expect(advice[0]?.part).toBe('backup');
  expect(points + advice.reduce((sum, { gain }) => sum + gain, 0)).toBe(100);
});

it.each([
  [0, 'weak'],
  [49, 'weak'],
  [50, 'fair'],
  [74, 'fair'],
  [75, 'good'],
  [89, 'good'],
  [90, 'excellent'],
])('calls %i points %s', (points, level) => {
  expect(levelOf(points)).toBe(level);
});
