import type { SignedIn } from '@gatehouse/api-client';
import { beforeEach, expect, it, vi } from 'vitest';

import { finishNameless, settle } from './arrival';
import { storeAttempt, storedAttempt } from './attempt';
import { rememberAccount, rememberedAccounts } from './remembered';

const answer = { account: { id: 'acc_karim', display_name: 'Karim' } } as SignedIn;
const remembered = () => rememberedAccounts().map(({ id, identifier }) => [id, identifier]);

const replace = vi.fn();

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal('location', { search: '', origin: 'http://localhost', replace });
});

it('remembers the name that somebody signed in with, if that was wished', () => {
  storeAttempt({ identifier: 'karim@example.com', remember: true });
  settle(answer);
  expect(remembered()).toEqual([['acc_karim', 'karim@example.com']]);
  storeAttempt({ identifier: 'karim@example.com', remember: false });
  settle(answer);
  expect(remembered()).toEqual([]);
});

it('takes no name that was typed before for that of whoever signs in without one', () => {
  rememberAccount(answer.account, 'karim@example.com');
  storeAttempt({ identifier: 'rahim@example.com', remember: false });
  finishNameless(answer);
  expect(remembered()).toEqual([['acc_karim', 'karim@example.com']]);
  expect(storedAttempt().identifier).toBe('');
  expect(replace).toHaveBeenCalledWith('/account');
});
