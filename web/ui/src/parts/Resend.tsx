import { useFormat, useTexts } from '../i18n/LanguageProvider';
import { useCountdown } from '../useCountdown';
import { LinkButton } from './LinkButton';

type Props = {
  /** From when on (milliseconds since 1970) another code may be asked for; see resendAt(). */
  at: number;
  onResend: () => void;
};

/** Asks for another code, once that may be. */
export function Resend({ at, onResend }: Props) {
  const t = useTexts();
  const format = useFormat();
  const wait = useCountdown(at);
  return (
    <LinkButton disabled={wait > 0} onClick={onResend}>
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
