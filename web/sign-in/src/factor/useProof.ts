import { ApiError, type ProofMethod } from '@gatehouse/api-client';
import { useCallback, useEffect, useRef, useState } from 'react';

import { finish } from '../arrival';
import { api } from '../session';

/** Giving proofs for a sign-in, and what became of the last one. */
export type Proof = {
  isBusy: boolean;
  error: unknown;
  /** Grows with every failure: the field takes the focus again. */
  attempt: number;
  /** Until when (milliseconds since 1970) codes are not looked at. */
  blockedUntil: number;
  /** Answers what it failed by; undefined: signed in, the page is being left. */
  give: (method: ProofMethod, answer?: { code?: string; credential?: unknown }) => Promise<unknown>;
  /** A proof that could not even be given. null: none of it any more. */
  fail: (error: unknown) => void;
};

export function useProof(id: string, trustDevice: boolean): Proof {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const [blockedUntil, setBlockedUntil] = useState(0);
  const fail = useCallback((failure: unknown) => {
    const isThrottled = failure instanceof ApiError && failure.code === 'rate_limited';
    if (isThrottled) setBlockedUntil(Date.now() + (failure.retryAfter ?? 60) * 1000);
    setIsBusy(false);
    setError(failure);
    setAttempt((last) => last + 1);
  }, []);
  // Ticked after the question went out, it still counts.
  const trust = useRef(trustDevice);
  useEffect(() => {
    trust.current = trustDevice;
  }, [trustDevice]);
  const give = useCallback<Proof['give']>(
    async (method, answer = {}) => {
      setIsBusy(true);
      setError(null);
      try {
        finish(await api.verifySignIn(id, { method, ...answer, ...(trust.current && { trust_device: true }) }));
        return undefined;
      } catch (failure) {
        fail(failure);
        return failure;
      }
    },
    [id, fail],
  );
  return { isBusy, error, attempt, blockedUntil, give, fail };
}
