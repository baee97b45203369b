import { ApiError, type ProofMethod } from '@gatehouse/api-client';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '../session';

/** Begins anew when a step-up has come to its end meanwhile. */
export function useOver(error: unknown, onOver: () => void): void {
  const isOver = error instanceof ApiError && error.code === 'sign_in_over';
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
}

/** A question of the server: asked once for each way, however often one goes back and forth between them. */
export function useAsked(id: string, method: ProofMethod, onOver: () => void) {
  const asked = useQuery({
    queryKey: ['step-up', id, method],
    queryFn: () => api.askStepUp(id, { method }),
    staleTime: Infinity,
    retry: false,
  });
  useOver(asked.error, onOver);
  return asked;
}
