import { useState } from 'react';

import { useFormat, useTexts } from '../i18n/LanguageProvider';
import { useCountdown } from '../useCountdown';
import { LinkButton } from './LinkButton';

type Props = {
  /** From when on (milliseconds since 1970) another code may be asked for; see resendAt(). */
  at: number;
  /** Done when the code is on its way, or could not be sent. */
  onResend: () => Promise<unknown>;
};

/** Asks for another code, once that may be, and for one at a time. */
export function Resend({ at, onResend }: Props) {
  const t = useTexts();
  const format = useFormat();
  const wait = useCountdown(at);
  const [isBusy, setIsBusy] = useState(false);
  const resend = async () => {
    setIsBusy(true);
    // Whoever sends it tells what went wrong.
    await onResend().catch(() => undefined);
    setIsBusy(false);
  };
  return (
    <LinkButton disabled={wait > 0 || isBusy} onClick={() => void resend()}>
      {wait > 0 ? t('code.resend-in', { time: format.countdown(wait) }) : t('code.resend')}
    </LinkButton>
  );
}

// A clock that is wrong must not lock the button: the server has the last word anyway.
const longestWait = 120_000;

/** `resend_after` of the API as this machine's clock should take it. */
export function resendAt(after: string | undefined, now = Date.now()): number {
  const wait = after === undefined ? 0 : new Date(after).getTime() - now;
  return now + Math.min(Math.max(wait, 0), longestWait);
}
