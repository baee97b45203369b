import type { Account, Severity } from '@gatehouse/api-client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './session';

const keys = {
  account: ['account'],
  password: ['password'],
  sessions: ['sessions'],
  devices: ['devices'],
  history: ['history'],
} as const;

export const useAccount = () => useQuery({ queryKey: keys.account, queryFn: api.showAccount });
export const usePassword = () => useQuery({ queryKey: keys.password, queryFn: api.showPassword });
export const useSessions = () => useQuery({ queryKey: keys.sessions, queryFn: api.listSessions });
export const useDevices = () => useQuery({ queryKey: keys.devices, queryFn: api.listDevices });

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

/** A change, after which what it may have changed is asked for again. */
function useChange<V, R>(change: (value: V) => Promise<R>, ...changed: (readonly string[])[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([...changed, keys.history].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
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
