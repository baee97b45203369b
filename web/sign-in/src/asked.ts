import { ApiError, type ProofMethod } from '@gatehouse/api-client';
import { resendAt } from '@gatehouse/ui';

import { api } from './session';

/**
 * A question that was asked: a code that was sent (to add `factor`, if it was), a push message with its number. Kept for this tab, so that loading the page again asks
 * nobody a second time. Times are milliseconds since 1970.
 */
export type Asked = { factor?: string; sentTo?: string; number?: number; resendAt: number; expiresAt: number };

const key = 'gatehouse.asked';
const most = 8;
const longest = 600_000;
/** Asked in this moment: two who want the same get the same. */
const running = new Map<string, Promise<Asked>>();

function stored(): Record<string, Asked> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, Asked>;
  } catch {
    return {};
  }
}

function store(name: string, asked: Asked): Asked {
  const all = Object.entries({ ...stored(), [name]: asked }).slice(-most);
  sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(all)));
  return asked;
}

/** Keeps what was sent for a sign-in, or to add a factor in it. */
export function keepAsked(
  name: string,
  view: { id?: string; sent_to?: string; number?: number; resend_after?: string; expires_at?: string },
): Asked {
  return store(name, {
    ...(view.id === undefined ? {} : { factor: view.id }),
    ...(view.sent_to === undefined ? {} : { sentTo: view.sent_to }),
    ...(view.number === undefined ? {} : { number: view.number }),
    resendAt: resendAt(view.resend_after),
    expiresAt: lifetimeEnd(view.expires_at),
  });
}

export function forgetAsked(name: string): void {
  sessionStorage.setItem(key, JSON.stringify({ ...stored(), [name]: undefined }));
}

/** What is still open of that. */
export function openAsked(name: string, now = Date.now()): Asked | undefined {
  const asked = stored()[name];
  return asked && asked.expiresAt > now ? asked : undefined;
}

/** The end of a question by this machine's clock, which may be wrong: never at once, and not never. */
export function lifetimeEnd(expiresAt: string | undefined, now = Date.now()): number {
  const left = expiresAt === undefined ? longest : new Date(expiresAt).getTime() - now;
  return now + Math.min(Math.max(left, 25_000), longest);
}

/** Asks for a proof by `method`. A code that is on its way already counts as asked for. */
export async function ask(id: string, method: ProofMethod): Promise<Asked> {
  const name = `${id} ${method}`;
  const question = running.get(name) ?? askNow(id, method, name).finally(() => running.delete(name));
  running.set(name, question);
  return question;
}

async function askNow(id: string, method: ProofMethod, name: string): Promise<Asked> {
  try {
    return keepAsked(name, await api.askSignIn(id, { method }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'resend_too_soon' || error.retryAfter === undefined) throw error;
    const now = Date.now();
    return store(name, { resendAt: now + error.retryAfter * 1000, expiresAt: now + longest });
  }
}
