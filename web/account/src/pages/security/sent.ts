import type { Enrolment } from '@gatehouse/api-client';
import { resendAt } from '@gatehouse/ui';

/** Where a code goes. */
export type Target = { phone: string } | { email: string };
/** A code that was sent to add a factor; another one may be had from `resendAt` on (milliseconds since 1970). */
export type Sent = { enrolment: Enrolment; target: Target; resendAt: number };

const key = 'gatehouse.enrolment';

export function sentOf(enrolment: Enrolment, target: Target): Sent {
  return { enrolment, target, resendAt: resendAt(enrolment.resend_after) };
}

/** Keeps it for this tab, so that loading the page again does not lose it; null: it is over. `account`: whose it is. */
export function keepSent(account: string, sent: Sent | null): void {
  if (sent) sessionStorage.setItem(key, JSON.stringify({ account, ...sent }));
  else sessionStorage.removeItem(key);
}

/** What still waits for its code. */
export function keptSent(account: string, method: Enrolment['method'], now = Date.now()): Sent | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as (Sent & { account: string }) | null;
    const isOpen = kept?.account === account && kept.enrolment.method === method && Date.parse(kept.enrolment.expires_at) > now;
    return isOpen ? kept : null;
  } catch {
    return null;
  }
}
