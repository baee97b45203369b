import type { Enrolled, Enrolment } from '@gatehouse/api-client';
import { Notice, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';

import { describeAgent } from '../../agent';
import { Loaded } from '../../parts/Loaded';
import type { PushMessage } from '../../push/message';
import { PushFailure, pushState, subscribe } from '../../push/subscribe';
import { closeNotifications } from '../../push/worker';
import { useConfirmFactor, useFactors } from '../../queries';
import { api } from '../../session';
import { useText } from '../../texts';
import { ConfirmCode } from './ConfirmCode';
import { Guide } from './Steps';
import styles from './Steps.module.css';

type Props = { onAdded: (enrolled: Enrolled) => void };

/** Messages to this browser. The first one brings a code, which proves that they arrive. */
export function AddPush({ onAdded }: Props) {
  const t = useText();
  const factors = useFactors();
  return (
    <Guide title={t('add.push')} text={t('add.push.about')} back="/account/security?add">
      <div className={styles['card']}>
        <Loaded query={factors}>
          {({ push_public_key: key }) => <Allow pushKey={key} onAdded={onAdded} />}
        </Loaded>
      </div>
    </Guide>
  );
}

function Allow({ pushKey, onAdded }: Props & { pushKey: string | undefined }) {
  const t = useText();
  const [state, setState] = useState(() => (pushKey === undefined ? 'unsupported' : pushState()));
  const message = useCodeMessage(state === 'ready');
  const begin = useMutation({
    mutationFn: async () => {
      const subscription = await subscribe(pushKey ?? '');
      const name = describeAgent(navigator.userAgent);
      return api.beginEnrolment('push', { subscription, ...(name === '' ? {} : { name }) });
    },
    onError: () => setState(pushState()),
  });
  if (state !== 'ready') return <Notice tone="warning">{t(`add.push.${state}`)}</Notice>;
  if (begin.data) return <Await enrolment={begin.data} message={message} onAdded={onAdded} onOver={() => begin.reset()} />;
  const failure = begin.error instanceof PushFailure ? begin.error.reason : undefined;
  return (
    <>
      {failure ? <Notice tone="warning">{t(`add.push.${failure}`)}</Notice> : <ProblemNotice error={begin.error} />}
      <p>{t('add.push.text')}</p>
      <Button size="md" loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('add.push.allow')}
      </Button>
    </>
  );
}

/** The last message with a code. It may be quicker than the answer that tells what it is for. */
function useCodeMessage(isReady: boolean): PushMessage | undefined {
  const [message, setMessage] = useState<PushMessage>();
  useEffect(() => {
    if (!isReady) return;
    const stopped = new AbortController();
    const take = ({ data }: MessageEvent<PushMessage>) => data.code !== undefined && setMessage(data);
    navigator.serviceWorker.addEventListener('message', take, stopped);
    return () => stopped.abort();
  }, [isReady]);
  return message;
}

type AwaitProps = Props & { enrolment: Enrolment; message: PushMessage | undefined; onOver: () => void };

function Await({ enrolment, message, onAdded, onOver }: AwaitProps) {
  const t = useText();
  const confirm = useConfirmFactor('push');
  const finish = (enrolled: Enrolled) => {
    void closeNotifications();
    onAdded(enrolled);
  };
  const take = useEffectEvent((code: string) => confirm.mutate({ id: enrolment.id, code }, { onSuccess: finish }));
  const code = message?.factor === enrolment.id ? message.code : undefined;
  useEffect(() => {
    if (code !== undefined) take(code);
  }, [code]);
  return (
    <>
      <Notice tone="info" title={t('add.push.sent')}>
        {t('add.push.sent.text')}
      </Notice>
      <ProblemNotice error={confirm.error} />
      <ConfirmCode enrolment={enrolment} onAdded={finish} onOver={onOver} />
    </>
  );
}
