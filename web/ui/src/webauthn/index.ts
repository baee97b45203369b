/** Passkeys and security keys (WebAuthn). Options come from the API as they are, and the answers go back to it as they are. */
let library: Promise<typeof import('./ceremonies')> | undefined;
const ceremonies = () =>
  (library ??= import('./ceremonies').catch((error: unknown) => {
    library = undefined;
    throw error;
  }));

type Options = { optionsJSON: never };

/** Whether this browser knows passkeys at all. */
export function knowsPasskeys(): boolean {
  return typeof globalThis.PublicKeyCredential === 'function';
}

/** Whether this device can keep a passkey behind its own finger, face or screen lock. */
export async function canKeepPasskey(): Promise<boolean> {
  return knowsPasskeys() && PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Whether passkeys can be offered in the list of a field with autocomplete="username webauthn". */
export async function canFillPasskeys(): Promise<boolean> {
  if (!knowsPasskeys() || !('isConditionalMediationAvailable' in PublicKeyCredential)) return false;
  return PublicKeyCredential.isConditionalMediationAvailable().catch(() => false);
}

/** Loads what the ceremonies need: some browsers let only a click of this moment begin one, and loading would take too long. */
export function prepareCeremonies(): void {
  void ceremonies().catch(() => undefined);
}

/** Makes a credential; answers RegistrationResponseJSON. Rejects as passkeyProblem() explains. */
export async function createPasskey(options: unknown): Promise<unknown> {
  const { startRegistration } = await ceremonies();
  return startRegistration({ optionsJSON: options } as Options);
}

/** Shows a credential; answers AuthenticationResponseJSON. Rejects as passkeyProblem() explains. */
export async function showPasskey(options: unknown): Promise<unknown> {
  const { startAuthentication } = await ceremonies();
  return startAuthentication({ optionsJSON: options } as Options);
}

/** The same when one is picked from the list of the field; does not end by itself. */
export async function fillPasskey(options: unknown): Promise<unknown> {
  const { startAuthentication } = await ceremonies();
  return startAuthentication({ ...({ optionsJSON: options } as Options), useBrowserAutofill: true });
}

/** Ends the ceremony that is under way, if there is one; its promise rejects with 'replaced'. */
export async function cancelCeremony(): Promise<void> {
  const loaded = await library?.catch(() => undefined);
  loaded?.WebAuthnAbortService.cancelCeremony();
}

const problems = {
  // By the person, or given up after a while: browsers do not tell these apart.
  NotAllowedError: 'cancelled',
  // This device has a credential of the account already.
  InvalidStateError: 'known-already',
  // By another ceremony.
  AbortError: 'replaced',
  SecurityError: 'failed',
  NotSupportedError: 'failed',
  ConstraintError: 'failed',
  NotReadableError: 'failed',
  UnknownError: 'failed',
} as const;
export type PasskeyProblem = (typeof problems)[keyof typeof problems];

/** Why a ceremony brought nothing; undefined when the error is of another kind. */
export function passkeyProblem(error: unknown): PasskeyProblem | undefined {
  const name = error instanceof Error ? error.name : '';
  return Object.hasOwn(problems, name) ? problems[name as keyof typeof problems] : undefined;
}
