import type { CodeSent } from '@gatehouse/api-client';

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
// A clock that is wrong must not lock the button: the server has the last word anyway.
const longestWait = 120_000;

export function pendingOf(sent: CodeSent, identifier: string, now = Date.now()): Pending {
  const wait = new Date(sent.resend_after).getTime() - now;
  return { sent, identifier, resendAt: now + Math.min(Math.max(wait, 0), longestWait) };
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

/** The digits of a text in any script that people in Bangladesh type them in, at most six. */
export function codeDigits(text: string): string {
  const zero = '০'.codePointAt(0) ?? 0;
  return text
    .replace(/[০-৯]/g, (digit) => String((digit.codePointAt(0) ?? zero) - zero))
    .replace(/\D/g, '')
    .slice(0, 6);
}
