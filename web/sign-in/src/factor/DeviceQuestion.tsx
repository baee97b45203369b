import { ApiError, watchSignIn } from '@gatehouse/api-client';
import { ProblemNotice, QrCode, useCountdown, useFormat } from '@gatehouse/ui';
import { Button, Loader } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';

import { api } from '../session';
import { useText } from '../texts';
import styles from './DeviceQuestion.module.css';

/** What another device is asked: to scan a picture, or to pick a number. */
export type Question = { id: string; svg?: string | undefined; number?: number | undefined; expiresAt: number };

type Props = {
  method: 'push' | 'qr';
  /** The question that is open or, with `isNew`, another one. */
  ask: (isNew: boolean) => Promise<Question>;
  onApproved: (id: string) => void;
  /** Hears approval_denied and sign_in_over. False: to be shown as a question that has expired. */
  onEnd: (error: ApiError) => boolean;
};
type Status = 'waiting' | 'scanned' | 'expired';

/** Shows the question, and tells what the other device does about it. */
export function DeviceQuestion({ method, ask, onApproved, onEnd }: Props) {
  const t = useText();
  const [question, setQuestion] = useState<Question | null>(null);
  const [status, setStatus] = useState<Status>('waiting');
  const [error, setError] = useState<unknown>(null);
  const [isAsking, setIsAsking] = useState(false);

  const show = useCallback((next: Question) => {
    setQuestion(next);
    setStatus('waiting');
    setError(null);
  }, []);
  const fail = useCallback(
    (failure: unknown) => {
      setStatus('expired');
      const isOver = failure instanceof ApiError && failure.code === 'sign_in_over';
      if (!(isOver && onEnd(failure))) setError(failure);
    },
    [onEnd],
  );
  useEffect(() => {
    ask(false).then(show, fail);
  }, [ask, show, fail]);

  useEffect(() => {
    if (!question) return;
    const expire = () => {
      // A picture is exchanged under the eyes of whoever looks at it; nobody is sent a message unasked.
      if (method === 'qr' && document.visibilityState === 'visible') ask(true).then(show, fail);
      else setStatus('expired');
    };
    const timer = setTimeout(expire, question.expiresAt - Date.now());
    const stop = watchSignIn(api, question.id, (news) => {
      if (news === 'scanned') {
        setStatus('scanned');
        return;
      }
      clearTimeout(timer);
      if (news === 'approved') {
        onApproved(question.id);
        return;
      }
      setStatus('expired');
      onEnd(new ApiError(news === 'denied' ? 'approval_denied' : 'sign_in_over', 0));
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [question, method, ask, show, fail, onApproved, onEnd]);

  const askAgain = async () => {
    setIsAsking(true);
    await ask(true).then(show, fail);
    setIsAsking(false);
  };
  return (
    <div className={styles['question']}>
      <ProblemNotice error={error} />
      {question?.svg !== undefined && (
        <QrCode svg={question.svg} label={t('wait.qr.label')} isSpent={status !== 'waiting'} />
      )}
      {/* In the digits of the device, whose language may be another one: they are compared by their looks. */}
      {question?.number !== undefined && status !== 'expired' && (
        <output className={styles['number']} aria-label={t('wait.number', { number: String(question.number) })}>
          {question.number}
        </output>
      )}
      {(question !== null || error === null) && <State method={method} status={question ? status : null} until={question?.expiresAt ?? 0} />}
      {status === 'expired' && (
        <Button size="md" loading={isAsking} onClick={() => void askAgain()}>
          {t(`wait.${method}.again`)}
        </Button>
      )}
    </div>
  );
}

type StateProps = { method: 'push' | 'qr'; status: Status | null; until: number };

function State({ method, status, until }: StateProps) {
  const t = useText();
  const format = useFormat();
  const left = useCountdown(until);
  return (
    <div className={styles['state']}>
      <p role="status">
        {status !== 'expired' && <Loader size="xs" aria-hidden="true" />}
        <span>{status === null ? t('loading') : t(`wait.${method}.${status}`)}</span>
      </p>
      {status === 'waiting' && method === 'qr' && (
        <p className={styles['left']}>{t('wait.qr.left', { time: format.countdown(left) })}</p>
      )}
    </div>
  );
}
