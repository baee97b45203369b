import createClient, { type Middleware } from 'openapi-fetch';

import { ApiError } from './errors';
import type { components, paths } from './schema';
import type { Session } from './session';

type Schemas = components['schemas'];
type Page = { cursor?: string; limit?: number };
type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The operations that pages use, each a promise of its answer. All throw ApiError. */
export type Api = ReturnType<typeof createApi>;

export function createApi(session: Session, request: typeof fetch = (...args) => fetch(...args)) {
  const client = createClient<paths>({
    baseUrl: globalThis.location.origin,
    fetch: (input) => request(input).catch(() => Promise.reject(ApiError.offline())),
  });
  client.use(ownPage);

  const unsigned = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
    const { data, error, response } = await answer;
    if (!response.ok) throw ApiError.of(response, error);
    return data as T;
  };

  // Asks again with a new token when the one at hand is refused: it was revoked, or the clock of this machine is wrong.
  const signed = async <T>(ask: (headers: { Authorization: string }) => Promise<Answer<T>>): Promise<T> => {
    const token = await session.token();
    const first = await ask(bearer(token));
    const isRefused = first.response.status === 401 && isAboutToken(first.error);
    const { data, error, response } = isRefused ? await ask(bearer(await session.renew(token))) : first;
    if (!response.ok) throw ApiError.of(response, error);
    return data as T;
  };

  // A new session replaces the cookie of the one before: no renewal may run meanwhile.
  const begun = async (answer: () => Promise<Answer<Schemas['SignInView']>>) =>
    session.alone(async () => {
      const view = await unsigned(answer());
      session.begin(view.tokens);
      return view;
    });

  return {
    startRegistration: (body: Schemas['StartRegistration']) => unsigned(client.POST('/v1/registrations', { body })),
    resendCode: (id: string) =>
      unsigned(client.POST('/v1/registrations/{id}/resend', { params: { path: { id } } })),
    verifyRegistration: (id: string, code: string) =>
      begun(() => client.POST('/v1/registrations/{id}/verify', { params: { path: { id } }, body: { code } })),
    signIn: (body: Schemas['StartSignIn']) => begun(() => client.POST('/v1/sign-ins', { body })),
    signOut: async () => {
      await signed((headers) => client.POST('/v1/sign-out', { headers }));
      session.end();
    },

    showAccount: () => signed((headers) => client.GET('/v1/me', { headers })),
    updateAccount: (body: Schemas['UpdateAccount']) => signed((headers) => client.PATCH('/v1/me', { headers, body })),
    showPassword: () => signed((headers) => client.GET('/v1/me/password', { headers })),
    changePassword: (body: Schemas['ChangePassword']) =>
      signed((headers) => client.POST('/v1/me/password', { headers, body })),

    listSessions: () => signed((headers) => client.GET('/v1/me/sessions', { headers })),
    endSession: (id: string) =>
      signed((headers) => client.DELETE('/v1/me/sessions/{id}', { headers, params: { path: { id } } })),
    endOtherSessions: () => signed((headers) => client.DELETE('/v1/me/sessions', { headers })),

    listDevices: () => signed((headers) => client.GET('/v1/me/devices', { headers })),
    updateDevice: (id: string, body: { name?: string; trusted?: boolean }) =>
      signed((headers) => client.PATCH('/v1/me/devices/{id}', { headers, params: { path: { id } }, body })),
    forgetDevice: (id: string) =>
      signed((headers) => client.DELETE('/v1/me/devices/{id}', { headers, params: { path: { id } } })),

    listSecurityEvents: (query: Page & { min_severity?: Schemas['Severity'] }) =>
      signed((headers) => client.GET('/v1/me/security-events', { headers, params: { query } })),
    listSignIns: (query: Page & { is_successful?: boolean }) =>
      signed((headers) => client.GET('/v1/me/sign-in-history', { headers, params: { query } })),
  };
}

/** Tells the API that a page of this site asks: no other site can set this header. */
const ownPage: Middleware = {
  onRequest({ request }) {
    request.headers.set('X-Requested-With', 'gatehouse');
    return request;
  },
};

function bearer(token: string) {
  return { Authorization: `Bearer ${token}` };
}

function isAboutToken(error: unknown): boolean {
  const code = (error as { code?: string } | undefined)?.code;
  return code === 'invalid_token' || code === 'session_ended' || code === 'unauthenticated';
}
