import type { EnrolledSignIn, MfaMethod } from '@gatehouse/api-client';
import { useCallback, useState } from 'react';

import { endOf } from '../EndOfSignIn';
import { api } from '../session';

/** What each way to add a factor is given. */
export type AddProps = {
  id: string;
  method: MfaMethod;
  onDone: (answer: EnrolledSignIn) => void;
  /** What ends the sign-in. */
  onError: (error: unknown) => void;
  /** Where another way is chosen; undefined: there is no other. */
  back: string | undefined;
};

/** The first use of the new factor (the id that it began with), and what became of the last try. */
export function useConfirmation({ id, method, onDone, onError }: AddProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const fail = useCallback(
    (failure: unknown) => {
      setIsBusy(false);
      setAttempt((last) => last + 1);
      if (endOf(failure)) onError(failure);
      else setError(failure);
    },
    [onError],
  );
  /** Answers what it failed by; undefined: it is confirmed. */
  const confirm = async (factor: string, proof: { code?: string; credential?: unknown }): Promise<unknown> => {
    setIsBusy(true);
    setError(null);
    try {
      onDone(await api.confirmSignInEnrolment(id, method, { factor, ...proof }));
      return undefined;
    } catch (failure) {
      fail(failure);
      return failure;
    }
  };
  return { isBusy, error, attempt, confirm, fail };
}
