import type { CodeSent } from '@gatehouse/api-client';
import { resendAt } from '@gatehouse/ui';

/** What has been entered so far; never stored. */
export type Draft = {
  by: 'email' | 'phone';
  email: string;
  region: string;
  phone: string;
  name: string;
  password: string;
  type: 'individual' | 'business';
  consents: Partial<Record<Consent, boolean>>;
};

export const consents = ['marketing', 'personalization', 'analytics', 'third_party'] as const;
export type Consent = (typeof consents)[number];

/** A registration that waits for its code: kept for this tab, so that loading the page again does not lose it. It is of no use without
 * the code. */
export type Pending = { sent: CodeSent; identifier: string; resendAt: number };

const key = 'gatehouse.registration';

export function pendingOf(sent: CodeSent, identifier: string): Pending {
  return { sent, identifier, resendAt: resendAt(sent.resend_after) };
}

export function storePending(pending: Pending | null): void {
  if (pending) sessionStorage.setItem(key, JSON.stringify(pending));
  else sessionStorage.removeItem(key);
}

export function storedPending(): Pending | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Pending | null;
  } catch {
    return null;
  }
}
