import type { Account, MfaMethod, Severity } from '@gatehouse/api-client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './session';

const keys = {
  account: ['account'],
  password: ['password'],
  sessions: ['sessions'],
  devices: ['devices'],
  factors: ['factors'],
  approvals: ['approvals'],
  history: ['history'],
} as const;

export const useAccount = () => useQuery({ queryKey: keys.account, queryFn: api.showAccount });
export const usePassword = () => useQuery({ queryKey: keys.password, queryFn: api.showPassword });
export const useSessions = () => useQuery({ queryKey: keys.sessions, queryFn: api.listSessions });
export const useDevices = () => useQuery({ queryKey: keys.devices, queryFn: api.listDevices });
export const useFactors = () => useQuery({ queryKey: keys.factors, queryFn: api.listFactors });

/** Sign-ins that wait for an answer; asked for again while the page is looked at, because nothing else tells of them. */
export const useApprovals = () =>
  useQuery({ queryKey: keys.approvals, queryFn: api.listApprovals, refetchInterval: 10_000 });
export const useApproval = (id: string) =>
  useQuery({ queryKey: [...keys.approvals, id], queryFn: () => api.showApproval(id), refetchInterval: 10_000 });

const pageSize = 20;

export function useSecurityEvents(least: Severity) {
  return useInfiniteQuery({
    queryKey: [...keys.history, 'events', least],
    queryFn: ({ pageParam }) => api.listSecurityEvents({ ...pageParam, limit: pageSize, min_severity: least }),
    initialPageParam: {},
    getNextPageParam: cursorOf,
  });
}

export function useSignIns(isSuccessful: boolean | undefined) {
  return useInfiniteQuery({
    queryKey: [...keys.history, 'sign-ins', isSuccessful ?? 'all'],
    queryFn: ({ pageParam }) =>
      api.listSignIns({
        ...pageParam,
        limit: pageSize,
        ...(isSuccessful === undefined ? {} : { is_successful: isSuccessful }),
      }),
    initialPageParam: {},
    getNextPageParam: cursorOf,
  });
}

function cursorOf({ next_cursor: cursor }: { next_cursor?: string }): { cursor?: string } | undefined {
  return cursor === undefined ? undefined : { cursor };
}

/** Asks again for what a change may have changed. */
function useRenewal(changed: readonly (readonly string[])[]) {
  const client = useQueryClient();
  return () => Promise.all([...changed, keys.history].map((queryKey) => client.invalidateQueries({ queryKey })));
}

/** A change, which is done when what it may have changed has been asked for again. */
function useChange<V, R>(change: (value: V) => Promise<R>, ...changed: (readonly string[])[]) {
  const renew = useRenewal(changed);
  return useMutation({ mutationFn: change, onSettled: renew });
}

/** A change that may bring backup codes, which are there this once: they wait for nothing else. */
function useCodes<V, R>(change: (value: V) => Promise<R>) {
  const renew = useRenewal([keys.factors]);
  return useMutation({ mutationFn: change, onSettled: () => void renew() });
}

export function useUpdateAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: api.updateAccount,
    onSuccess: (account: Account) => client.setQueryData(keys.account, account),
    onSettled: () => client.invalidateQueries({ queryKey: keys.history }),
  });
}

export const useChangePassword = () => useChange(api.changePassword, keys.password, keys.sessions);
export const useEndSession = () => useChange(api.endSession, keys.sessions);
export const useEndOtherSessions = () => useChange(() => api.endOtherSessions(), keys.sessions);
export const useForgetDevice = () => useChange(api.forgetDevice, keys.devices, keys.sessions);
export const useUpdateDevice = () =>
  useChange(
    ({ id, ...change }: { id: string; name?: string; trusted?: boolean }) => api.updateDevice(id, change),
    keys.devices,
    keys.sessions,
  );

export const useRenameFactor = () =>
  useChange(({ id, name }: { id: string; name: string }) => api.renameFactor(id, name), keys.factors);
export const useRemoveFactor = () =>
  useChange(
    ({ id, end }: { id: string; end: boolean }) => api.removeFactor(id, end ? { end_other_sessions: true } : {}),
    keys.factors,
    keys.sessions,
  );
export const useMakeBackupCodes = () => useCodes(() => api.makeBackupCodes());

type Confirmation = Parameters<typeof api.confirmEnrolment>[1];
export const useConfirmFactor = (method: MfaMethod) =>
  useCodes((given: Confirmation) => api.confirmEnrolment(method, given));

type Decision = Parameters<typeof api.decideApproval>[1];
export const useDecide = (id: string) =>
  useChange((decision: Decision) => api.decideApproval(id, decision), keys.approvals);
