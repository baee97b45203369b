import { expect, it } from 'vitest';

import { codeDigits } from './code';

it('takes the digits out of what is pasted, and reads Bangla ones', () => {
  expect(codeDigits('Your code: 123 456.')).toBe('123456');
  expect(codeDigits('১২৩৪৫৬')).toBe('123456');
});

it('takes as many as a code has', () => {
  expect(codeDigits('12345678')).toBe('123456');
  expect(codeDigits('12345678', 8)).toBe('12345678');
});
