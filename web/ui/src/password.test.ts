import { expect, it } from 'vitest';

import { strengthOf } from './password';

it('counts what is missing in characters, not in bytes', () => {
  expect(strengthOf('', 15)).toMatchObject({ missing: 15, share: 0 });
  expect(strengthOf('আমার', 15).missing).toBe(11);
  expect(strengthOf('🔑'.repeat(15), 15).missing).toBe(0);
});

it('sees through rows and repetitions', () => {
  expect(strengthOf('aaaaaaaaaaaaaaaaaaaa', 15).repeats).toBe(true);
  expect(strengthOf('12345678901234567890', 15).repeats).toBe(true);
  expect(strengthOf('correct horse battery', 15).repeats).toBe(false);
});
