import { ApiError } from '@gatehouse/api-client';
import { Loading, Notice, ProblemNotice, QrCode, useCountdown } from '@gatehouse/ui';
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '../session';
import { useText } from '../texts';
import { useAsked, useOver } from './asked';
import styles from './StepUp.module.css';

/** Between two looks at what the other device has said. */
const pause = 2_000;

type Props = { id: string; method: 'push' | 'qr'; onDone: () => void; onOver: () => void };

/** Waits for another device of the person. */
export function ApprovalProof({ id, method, onDone, onOver }: Props) {
  const t = useText();
  const asked = useAsked(id, method, onOver);
  const left = useCountdown(asked.dataUpdatedAt + lifetimeOf(asked.data?.expires_at, asked.dataUpdatedAt));
  const answer = useQuery({
    queryKey: ['step-up', id, method, 'answer', asked.dataUpdatedAt],
    queryFn: () => look(id, method),
    enabled: asked.isSuccess && left > 0,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.error === null && state.data !== 'approved' ? pause : false),
  });
  useOver(answer.error, onOver);
  const isApproved = answer.data === 'approved';
  useEffect(() => {
    if (isApproved) onDone();
  }, [isApproved, onDone]);
  if (asked.isPending) return <Loading />;
  const problem = asked.error ?? answer.error;
  if (problem || left === 0) {
    // Whoever refused does not want to be asked again.
    const isFinal = problem instanceof ApiError && ['approval_denied', 'message_limit'].includes(problem.code);
    return (
      <>
        {problem ? <ProblemNotice error={problem} /> : <Notice tone="warning" title={t('step-up.late')} />}
        {!isFinal && (
          <Button variant="default" loading={asked.isFetching} onClick={() => void asked.refetch()}>
            {t('try-again')}
          </Button>
        )}
      </>
    );
  }
  const { number, qr_svg: picture } = asked.data ?? {};
  return (
    <div className={styles['form']}>
      <p>{t(method === 'push' ? 'step-up.push' : 'step-up.qr')}</p>
      {/* In the digits that the other device shows: they are compared by their looks. */}
      {number !== undefined && <strong className={styles['number']}>{number}</strong>}
      {picture !== undefined && <QrCode svg={picture} label={t('step-up.qr.label')} />}
      <p className={styles['waiting']} role="status">
        <Loader size="xs" />
        {t('step-up.waiting')}
      </p>
    </div>
  );
}

async function look(id: string, method: 'push' | 'qr'): Promise<'approved' | 'pending'> {
  try {
    await api.verifyStepUp(id, { method });
    return 'approved';
  } catch (error) {
    // What did not arrive may the next time.
    const mayPass = error instanceof ApiError && (error.code === 'approval_pending' || error.status === 0 || error.status >= 500);
    if (mayPass) return 'pending';
    throw error;
  }
}

/** Milliseconds that a question lives, as long as this machine's clock can be believed. */
function lifetimeOf(end: string | undefined, asked: number): number {
  const wanted = end === undefined ? 0 : new Date(end).getTime() - asked;
  return Math.min(Math.max(wanted, 60_000), 600_000);
}
