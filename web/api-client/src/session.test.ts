import { beforeEach, expect, it, vi } from 'vitest';

import { createApi } from './api';
import { ApiError } from './errors';
import { Session } from './session';

// jsdom has neither; one tab of each.
class Channel {
  static readonly open: Channel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor() {
    Channel.open.push(this);
  }
  postMessage(data: unknown) {
    for (const other of Channel.open) if (other !== this) other.onmessage?.({ data });
  }
}
let queue: Promise<unknown> = Promise.resolve();
const locks = {
  request: (_: string, work: () => Promise<unknown>) => (queue = queue.catch(() => undefined).then(work)),
};

beforeEach(() => {
  Channel.open.length = 0;
  queue = Promise.resolve();
  localStorage.clear();
  vi.stubGlobal('BroadcastChannel', Channel);
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
});

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const tokens = (token: string, lifetime = 900) => ({ access_token: token, expires_in: lifetime });

it('renews once for all that ask at once', async () => {
  const request = vi.fn(() => Promise.resolve(json(200, tokens('a'))));
  const session = new Session(request);
  expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual(['a', 'a', 'a']);
  expect(request).toHaveBeenCalledTimes(1);
});

it('takes the token that another tab got while this one waited for the lock', async () => {
  const request = vi.fn(() => Promise.resolve(json(200, tokens('shared'))));
  const one = new Session(request);
  const two = new Session(request);
  expect(await Promise.all([one.token(), two.token()])).toEqual(['shared', 'shared']);
  expect(request).toHaveBeenCalledTimes(1);
});

it('renews a token that is about to expire', async () => {
  let count = 0;
  const session = new Session((() => Promise.resolve(json(200, tokens(`t${++count}`, 10)))));
  expect(await session.token()).toBe('t1');
  expect(await session.token()).toBe('t2');
});

it('ends here and in other tabs when the server refuses to renew', async () => {
  const session = new Session((() => Promise.resolve(json(401, { code: 'invalid_refresh_token' }))));
  const other = new Session();
  const heard = vi.fn();
  session.onChange(heard);
  other.onChange(heard);
  localStorage.setItem('gatehouse.signed-in', '1');
  await expect(session.token()).rejects.toMatchObject({ code: 'invalid_refresh_token' });
  expect(heard.mock.calls).toEqual([['ended'], ['ended']]);
  expect(Session.isLikely).toBe(false);
});

it('survives a server that does not answer', async () => {
  const session = new Session((() => Promise.reject(new TypeError('down'))));
  const heard = vi.fn();
  session.onChange(heard);
  await expect(session.token()).rejects.toMatchObject({ code: 'offline' });
  expect(heard).not.toHaveBeenCalled();
});

it('keeps nothing secret in storage', async () => {
  const session = new Session((() => Promise.resolve(json(200, tokens('secret-token')))));
  await session.token();
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('secret-token');
});

it('asks again with a new token when the one at hand is refused', async () => {
  let renewals = 0;
  const seen: (string | null)[] = [];
  const request = ((input: Request | string) => {
    if (typeof input === 'string') return Promise.resolve(json(200, tokens(`t${++renewals}`)));
    expect(input.headers.get('X-Requested-With')).toBe('gatehouse');
    seen.push(input.headers.get('Authorization'));
    return Promise.resolve(seen.length === 1 ? json(401, { code: 'invalid_token' }) : json(200, { items: [] }));
  }) as typeof fetch;
  const api = createApi(new Session(request), request);
  await api.listSessions();
  expect(seen).toEqual(['Bearer t1', 'Bearer t2']);
});

it('tells what was refused, by code, with the time to wait', async () => {
  const problem = { code: 'rate_limited', status: 429, violations: [] };
  const request = (() => Promise.resolve(json(429, problem, { 'Retry-After': '30' }))) as typeof fetch;
  const api = createApi(new Session(request), request);
  const error = await api.signIn({ identifier: 'a', password: 'b' }).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfter: 30 });
});

const demand = (acr: string) =>
  json(401, { code: 'insufficient_user_authentication' }, {
    'WWW-Authenticate': `Bearer error="insufficient_user_authentication", max_age=600, acr_values="${acr}"`,
  });

/** A server that wants a proof before it does anything, and takes the token "proved" for one. */
function demanding(acr: string) {
  const session = new Session(() => Promise.resolve(json(200, tokens('weak'))));
  const request = ((input: Request) =>
    Promise.resolve(input.headers.get('Authorization') === 'Bearer proved' ? json(200, { codes: [] }) : demand(acr))) as typeof fetch;
  return { session, request };
}

it('lets the person prove who they are, then repeats the request with the new token', async () => {
  const { session, request } = demanding('aal2');
  const stepUp = vi.fn(async () => {
    await session.replace(tokens('proved'));
    return true;
  });
  expect(await createApi(session, request, stepUp).makeBackupCodes()).toEqual({ codes: [] });
  expect(stepUp.mock.calls).toEqual([[2]]);
  // What is proved is proved for the other requests, too.
  await createApi(session, request, stepUp).makeBackupCodes();
  expect(stepUp).toHaveBeenCalledTimes(1);
});

it('gives the refusal back to who would not prove anything, and asks once only', async () => {
  const { session, request } = demanding('aal3');
  const refusal = { code: 'insufficient_user_authentication', status: 401 };
  await expect(createApi(session, request).makeBackupCodes()).rejects.toMatchObject(refusal);
  const insists = vi.fn(() => Promise.resolve(true));
  await expect(createApi(session, request, insists).makeBackupCodes()).rejects.toMatchObject(refusal);
  expect(insists.mock.calls).toEqual([[3]]);
});

it('takes the token of a step-up in every tab', async () => {
  const { session } = demanding('aal2');
  const other = new Session(() => Promise.resolve(json(200, tokens('weak'))));
  expect(await other.token()).toBe('weak');
  await session.replace(tokens('proved'));
  expect(await session.token()).toBe('proved');
  expect(await other.token()).toBe('proved');
});

const cutOff = () => new Response('{"access_token": "a', { status: 200, headers: { 'Content-Type': 'application/json' } });

it('takes an answer that was cut off for none', async () => {
  await expect(new Session(() => Promise.resolve(cutOff())).token()).rejects.toMatchObject({ code: 'offline' });
  const session = new Session(() => Promise.resolve(json(200, tokens('a'))));
  const request = () => Promise.resolve(cutOff());
  await expect(createApi(session, request).listSessions()).rejects.toMatchObject({ code: 'offline' });
  await expect(createApi(session, request).startPasskeySignIn()).rejects.toMatchObject({ code: 'offline' });
});

it('does not wait for ever for an answer: every tab waits with it', async () => {
  vi.useFakeTimers();
  try {
    const hangs = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_, reject) => init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
    const waiting = Promise.allSettled([new Session(hangs).token(), createApi(new Session(), hangs).startPasskeySignIn()]);
    await vi.advanceTimersByTimeAsync(31_000);
    for (const outcome of await waiting) expect(outcome).toMatchObject({ reason: { code: 'offline' } });
  } finally {
    vi.useRealTimers();
  }
});
