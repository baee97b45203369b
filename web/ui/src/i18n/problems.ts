import { ApiError } from '@gatehouse/api-client';

import { passkeyProblem } from '../webauthn';
import type { CommonKey } from './common';
import type { Translate } from './LanguageProvider';

/** What to tell about a failure of the API or of a passkey. The server's own prose is never shown: its code is looked up in the catalogue. */
export function problemText(t: Translate<CommonKey>, error: unknown): string {
  if (!(error instanceof ApiError)) {
    const problem = passkeyProblem(error);
    return problem === undefined ? t('problem.internal_error') : t(`passkey.${problem}`);
  }
  const key = `problem.${error.code}`;
  const known = t(key as CommonKey);
  const text = known === key ? t('problem.internal_error') : known;
  return error.retryAfter === undefined || error.code === 'unavailable' ? text : `${text} ${waitText(t, error.retryAfter)}`;
}

/** "Try again in 2 minutes." */
export function waitText(t: Translate<CommonKey>, seconds: number): string {
  return seconds < 90
    ? t('wait.seconds', { count: seconds })
    : t('wait.minutes', { count: Math.ceil(seconds / 60) });
}

/** The message below each field that the server refused, by the last part of its pointer: "email" of "/email". */
export function fieldProblems(t: Translate<CommonKey>, error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    error.violations.map(({ pointer, rule }) => {
      const key = error.code === 'validation_failed' ? `rule.${rule}` : `problem.${error.code}`;
      const text = t(key as CommonKey);
      return [pointer.split('/').pop() ?? '', text === key ? t('rule.format') : text];
    }),
  );
}
