import { canFillPasskeys, cancelCeremony, fillPasskey, showPasskey } from '@gatehouse/ui';
import { useEffect, useState } from 'react';

import { finishNameless } from '../arrival';
import { api } from '../session';

export type PasskeySignIn = { isBusy: boolean; error: unknown; begin: () => void; forget: () => void };

/** A question is good for five minutes: what is offered is renewed before. */
const renewal = 240_000;

async function answer(id: string, credential: unknown): Promise<void> {
  finishNameless(await api.verifySignIn(id, { method: 'passkey', credential }));
}

/** Signing in with a passkey: when the button is pressed and, with `fills`, when one is picked from the list of the name's field. */
export function usePasskeySignIn({ fills }: { fills: boolean }): PasskeySignIn {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (!fills || isBusy) return;
    const over = new AbortController();
    const renew = () => {
      // Nobody picks anything from a page that is not seen.
      if (document.visibilityState === 'visible') setRound((last) => last + 1);
      else document.addEventListener('visibilitychange', renew, { once: true, signal: over.signal });
    };
    const timer = setTimeout(renew, renewal);
    const offer = async () => {
      if (!(await canFillPasskeys())) return;
      over.signal.throwIfAborted();
      const { id, public_key } = await api.startPasskeySignIn();
      over.signal.throwIfAborted();
      const credential = await fillPasskey(public_key);
      setError(null);
      await answer(id, credential).catch(setError);
      setRound((last) => last + 1);
    };
    // Whoever types a name does not miss what could not be offered.
    offer().catch(() => undefined);
    return () => {
      over.abort();
      clearTimeout(timer);
      void cancelCeremony();
    };
  }, [fills, isBusy, round]);

  const begin = async () => {
    setIsBusy(true);
    setError(null);
    try {
      const { id, public_key } = await api.startPasskeySignIn();
      await answer(id, await showPasskey(public_key));
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  };
  return { isBusy, error, begin: () => void begin(), forget: () => setError(null) };
}
