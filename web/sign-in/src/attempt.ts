/** Who is signing in in this tab: kept for it, so that loading the page again does not lose the name. No secret. */
export type Attempt = { identifier: string; remember: boolean };

const key = 'gatehouse.attempt';

export function storedAttempt(): Attempt {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Record<keyof Attempt, unknown>>;
    const { identifier, remember } = stored;
    return { identifier: typeof identifier === 'string' ? identifier : '', remember: remember !== false };
  } catch {
    return { identifier: '', remember: true };
  }
}

export function storeAttempt(attempt: Attempt): void {
  sessionStorage.setItem(key, JSON.stringify(attempt));
}

export function forgetAttempt(): void {
  sessionStorage.removeItem(key);
}
