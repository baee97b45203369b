import type { SecurityEvent, SessionItem, SignInRecord } from '@gatehouse/api-client';

/** What only the account's owner should have done. */
const deeds = new Set([
  'session.started',
  'session.stepped_up',
  'device.added',
  'device.trusted',
  'device.forgotten',
  'password.changed',
  'account.updated',
  'factor.added',
  'factor.renamed',
  'factor.removed',
  'backup_codes.renewed',
  'backup_code.used',
  'approval.approved',
]);

/** Whose deed something was; `session` is the one to end for it, null when that is over and only ending all others helps. */
export type Doubt = { session: string | null };

/** Whether, and how, something can be disowned: undefined for what this very session did, or nobody knows who. */
function doubtOf(session: string | undefined, sessions: readonly SessionItem[]): Doubt | undefined {
  if (session === undefined) return undefined;
  const alive = sessions.find(({ id }) => id === session);
  if (alive?.is_current) return undefined;
  return { session: alive ? session : null };
}

export function doubtOfEvent(event: SecurityEvent, sessions: readonly SessionItem[]): Doubt | undefined {
  return deeds.has(event.event_type) ? doubtOf(event.session_id, sessions) : undefined;
}

export function doubtOfSignIn(attempt: SignInRecord, sessions: readonly SessionItem[]): Doubt | undefined {
  return attempt.is_successful ? doubtOf(attempt.session_id, sessions) : undefined;
}
