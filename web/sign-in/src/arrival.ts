import type { SignedIn } from '@gatehouse/api-client';
import { safeReturn } from '@gatehouse/ui';

import { forgetAttempt, storedAttempt } from './attempt';
import { forgetAccount, rememberAccount } from './remembered';

/** Where to go after signing in: what the address asks for when it is of this site, else the account. */
export function destination(): string {
  return safeReturn(new URLSearchParams(window.location.search).get('return_to'), '/account');
}

/** Leaves these pages for good: the back button must not lead into a form that has done its work. */
export function arrive(): void {
  window.location.replace(destination());
}

/** Signed in: keeps the sign-in name on this device if that was wished, and clears up. */
export function settle({ account }: SignedIn): void {
  const { identifier, remember } = storedAttempt();
  if (identifier !== '' && remember) rememberAccount(account, identifier);
  if (!remember) forgetAccount(account.id);
  forgetAttempt();
}

/** Signed in, and nothing more to do here. */
export function finish(answer: SignedIn): void {
  settle(answer);
  arrive();
}

/** Signed in without a name: one that was typed before is not remembered, it may be somebody else's. */
export function finishNameless(answer: SignedIn): void {
  forgetAttempt();
  finish(answer);
}

/** Another page of these, with what the address says about where to go and who is to come. */
export function keepingReturn(path: string): string {
  const now = new URLSearchParams(window.location.search);
  const to = new URL(path, window.location.origin);
  for (const name of ['return_to', 'switch']) {
    const value = now.get(name);
    if (value !== null) to.searchParams.set(name, value);
  }
  return to.pathname + to.search;
}
