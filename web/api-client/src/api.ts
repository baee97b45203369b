import createClient, { type Middleware } from 'openapi-fetch';

import { ApiError } from './errors';
import type { components, paths } from './schema';
import type { Session } from './session';
import type { EnrolledSignIn, SignedIn, SignInAnswer, SignInProgress } from './sign-in';
import { timeLimit } from './time-limit';

type Schemas = components['schemas'];
type MfaMethod = Schemas['MfaMethod'];
type Asked = { method: Schemas['ProofMethod']; factor?: string };
type Proof = { method: Schemas['ProofMethod']; code?: string; credential?: unknown };
type Confirmation = { code?: string; credential?: unknown; name?: string };
type Page = { cursor?: string; limit?: number };
type Answer<T> = { data?: T; error?: unknown; response: Response };
type Signed<T> = (headers: { Authorization: string }) => Promise<Answer<T>>;

/** The operations that pages use, each a promise of its answer. All throw ApiError. */
export type Api = ReturnType<typeof createApi>;

/** Lets the person prove again who they are, at this level at least (RFC 9470); whether they did. */
export type StepUp = (level: number) => Promise<boolean>;
const noStepUp: StepUp = () => Promise.resolve(false);

export function createApi(session: Session, request: typeof fetch = (...args) => fetch(...args), stepUp = noStepUp) {
  const client = createClient<paths>({
    baseUrl: globalThis.location.origin,
    fetch: (input) => request(input, { signal: timeLimit() }),
  });
  client.use(ownPage);

  const unsigned = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
    const { data, error, response } = await answer.catch(notArrived);
    if (!response.ok) throw ApiError.of(response, error);
    return data as T;
  };

  // Asks again with a new token when the one at hand is refused: it was revoked, or the clock of this machine is wrong.
  const withToken = async <T>(given: Signed<T>): Promise<Answer<T>> => {
    const ask: Signed<T> = (headers) => given(headers).catch(notArrived);
    const token = await session.token();
    const first = await ask(bearer(token));
    const isRefused = first.response.status === 401 && isAboutToken(first.error);
    return isRefused ? ask(bearer(await session.renew(token))) : first;
  };

  // And once more when the person had to prove first who they are.
  const signed = async <T>(ask: Signed<T>): Promise<T> => {
    const first = await withToken(ask);
    const isProved = demandsProof(first.error) && (await stepUp(demandedLevel(first.response)));
    return unsigned(isProved ? withToken(ask) : Promise.resolve(first));
  };

  // A new session replaces the cookie of the one before: no renewal may run meanwhile.
  const begun = async <T extends object>(answer: () => Promise<Answer<T>>) =>
    session.alone(async () => {
      const view = await unsigned(answer());
      // A sign-in may go on before it brings a session.
      if ('tokens' in view) session.begin(view.tokens as Schemas['TokensView']);
      return view;
    });

  return {
    checkPassword: async (body: Schemas['CheckPassword']) =>
      (await unsigned(client.POST('/v1/password-checks', { body }))).verdict,
    /** The least length of a new account's password, which is told with the verdict on any. */
    leastPasswordLength: async () =>
      (await unsigned(client.POST('/v1/password-checks', { body: { password: '?' } }))).min_length,
    startRegistration: (body: Schemas['StartRegistration']) => unsigned(client.POST('/v1/registrations', { body })),
    resendCode: (id: string) =>
      unsigned(client.POST('/v1/registrations/{id}/resend', { params: { path: { id } } })),
    verifyRegistration: (id: string, code: string) =>
      begun(() => client.POST('/v1/registrations/{id}/verify', { params: { path: { id } }, body: { code } })),

    signIn: (body: Schemas['StartSignIn']) =>
      begun(() => client.POST('/v1/sign-ins', { body })) as Promise<SignInAnswer>,
    startPasskeySignIn: () => unsigned(client.POST('/v1/sign-ins/passkey', { body: {} })),
    startQrSignIn: () => unsigned(client.POST('/v1/sign-ins/qr', { body: {} })),
    showSignIn: (id: string) =>
      unsigned(client.GET('/v1/sign-ins/{id}', { params: { path: { id } } })) as Promise<SignInProgress>,
    askSignIn: (id: string, body: Asked) =>
      unsigned(client.POST('/v1/sign-ins/{id}/challenges', { params: { path: { id } }, body })),
    verifySignIn: (id: string, body: Proof & { trust_device?: boolean }) =>
      begun(() => client.POST('/v1/sign-ins/{id}/verify', { params: { path: { id } }, body })) as Promise<SignedIn>,
    beginSignInEnrolment: (id: string, method: MfaMethod, body: { phone?: string; email?: string } = {}) =>
      unsigned(client.POST('/v1/sign-ins/{id}/enrolments/{method}', { params: { path: { id, method } }, body })),
    confirmSignInEnrolment: (id: string, method: MfaMethod, body: Confirmation & { factor: string }) =>
      begun(() =>
        client.POST('/v1/sign-ins/{id}/enrolments/{method}/confirm', { params: { path: { id, method } }, body }),
      ) as Promise<EnrolledSignIn>,
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

    listFactors: () => signed((headers) => client.GET('/v1/me/mfa', { headers })),
    beginEnrolment: (method: MfaMethod, body: { name?: string; phone?: string; email?: string; subscription?: unknown } = {}) =>
      signed((headers) => client.POST('/v1/me/mfa/{method}', { headers, params: { path: { method } }, body })),
    confirmEnrolment: (method: MfaMethod, body: Confirmation & { id?: string }) =>
      signed((headers) => client.POST('/v1/me/mfa/{method}/confirm', { headers, params: { path: { method } }, body })),
    renameFactor: (id: string, name: string) =>
      signed((headers) => client.PATCH('/v1/me/mfa/{id}', { headers, params: { path: { id } }, body: { name } })),
    removeFactor: (id: string, query: { end_other_sessions?: boolean } = {}) =>
      signed((headers) => client.DELETE('/v1/me/mfa/{id}', { headers, params: { path: { id }, query } })),
    makeBackupCodes: () => signed((headers) => client.POST('/v1/me/mfa/backup-codes', { headers })),

    startStepUp: () => signed((headers) => client.POST('/v1/step-ups', { headers })),
    askStepUp: (id: string, body: Asked) =>
      signed((headers) => client.POST('/v1/step-ups/{id}/challenges', { headers, params: { path: { id } }, body })),
    verifyStepUp: async (id: string, body: Proof) => {
      const answer = await signed((headers) =>
        client.POST('/v1/step-ups/{id}/verify', { headers, params: { path: { id } }, body }),
      );
      await session.replace(answer);
      return answer;
    },

    listApprovals: () => signed((headers) => client.GET('/v1/me/approvals', { headers })),
    showApproval: (id: string) =>
      signed((headers) => client.GET('/v1/me/approvals/{id}', { headers, params: { path: { id } } })),
    scanApproval: (code: string) =>
      signed((headers) => client.POST('/v1/me/approvals/scan', { headers, body: { code } })),
    decideApproval: (id: string, body: { decision: Schemas['Decision']; number?: number }) =>
      signed((headers) => client.POST('/v1/me/approvals/{id}', { headers, params: { path: { id } }, body })),

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

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

function isAboutToken(error: unknown): boolean {
  return ['invalid_token', 'session_ended', 'unauthenticated'].includes(codeOf(error) ?? '');
}

function demandsProof(error: unknown): boolean {
  return codeOf(error) === 'insufficient_user_authentication';
}

/** Nothing came back, or it was cut off on its way. */
function notArrived(failure: unknown): never {
  throw failure instanceof ApiError ? failure : ApiError.offline();
}

/** 2 of acr_values="aal2". */
function demandedLevel({ headers }: Response): number {
  return Number(/acr_values="[^"]*aal(\d)/.exec(headers.get('WWW-Authenticate') ?? '')?.[1] ?? 1);
}
