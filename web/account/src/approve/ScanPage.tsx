import { ApiError } from '@gatehouse/api-client';
import { Loading, navigate, Notice, PageTitle, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { api } from '../session';
import { useText } from '../texts';
import styles from './Approve.module.css';
import { ApproveCard } from './ApproveCard';
import { forgetScannedCode, scannedCode } from './code';

/** Says that this device has scanned the code, which then belongs to it, and goes on to the question. */
export function ScanPage() {
  const t = useText();
  const code = scannedCode();
  const scanned = useQuery({
    queryKey: ['scan', code],
    queryFn: () => api.scanApproval(code ?? ''),
    enabled: code !== null,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const id = scanned.data?.id;
  const isOver = scanned.error instanceof ApiError && ['code_expired', 'validation_failed'].includes(scanned.error.code);
  useEffect(() => {
    if (id === undefined && !isOver) return;
    forgetScannedCode();
    if (id !== undefined) navigate(`/approve/${id}`, { replace: true });
  }, [id, isOver]);
  if (code === null && !isOver) {
    return (
      <ApproveCard>
        <PageTitle title={t('approve.scan')} />
        <p className={styles['muted']}>{t('approve.scan.text')}</p>
      </ApproveCard>
    );
  }
  if (isOver) {
    return (
      <ApproveCard>
        <PageTitle title={t('approve.over')} />
        <Notice tone="warning">{t('approve.over.text')}</Notice>
        <a href="/sign-in?switch">{t('approve.switch')}</a>
      </ApproveCard>
    );
  }
  return (
    <ApproveCard>
      <PageTitle title={t('approve.scan')} />
      {scanned.error ? (
        <>
          <ProblemNotice error={scanned.error} />
          <Button size="md" variant="default" loading={scanned.isFetching} onClick={() => void scanned.refetch()}>
            {t('try-again')}
          </Button>
        </>
      ) : (
        <>
          <p className={styles['muted']}>{t('approve.reading')}</p>
          <Loading />
        </>
      )}
    </ApproveCard>
  );
}
