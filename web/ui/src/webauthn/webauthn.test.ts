import { expect, it } from 'vitest';

import { passkeyProblem } from '.';

const named = (name: string) => Object.assign(new Error('…'), { name });

it('knows why a browser gave no credential, and leaves other errors alone', () => {
  expect(passkeyProblem(named('NotAllowedError'))).toBe('cancelled');
  expect(passkeyProblem(named('InvalidStateError'))).toBe('known-already');
  expect(passkeyProblem(named('AbortError'))).toBe('replaced');
  expect(passkeyProblem(named('SecurityError'))).toBe('failed');
  expect(passkeyProblem(named('ApiError'))).toBeUndefined();
  expect(passkeyProblem(named('toString'))).toBeUndefined();
  expect(passkeyProblem('NotAllowedError')).toBeUndefined();
});
