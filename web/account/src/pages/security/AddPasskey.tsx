import type { Enrolled } from '@gatehouse/api-client';
import { createPasskey, prepareCeremonies, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';

import { describeAgent } from '../../agent';
import { useConfirmFactor } from '../../queries';
import { api } from '../../session';
import { useText } from '../../texts';
import { Guide } from './Steps';
import styles from './Steps.module.css';

type Props = { method: 'biometric' | 'hardware_key'; onAdded: (enrolled: Enrolled) => void };

/** A passkey of this device, or a security key. */
export function AddPasskey({ method, onAdded }: Props) {
  const t = useText();
  const confirm = useConfirmFactor(method);
  useEffect(prepareCeremonies, []);
  const add = useMutation({
    mutationFn: async () => {
      const { id, public_key: options } = await api.beginEnrolment(method);
      const credential = await createPasskey(options);
      // A security key is named by its maker, if the server knows it.
      const name = method === 'biometric' ? describeAgent(navigator.userAgent) : '';
      return confirm.mutateAsync({ id, credential, ...(name === '' ? {} : { name }) });
    },
    onSuccess: onAdded,
  });
  return (
    <Guide title={t(`add.${method}`)} text={t(`add.${method}.about`)} back="/account/security?add">
      <div className={styles['card']}>
        <ProblemNotice error={add.error} />
        <p>{t(`add.${method}.text`)}</p>
        <Button size="md" loading={add.isPending} onClick={() => add.mutate()}>
          {t(`add.${method}.make`)}
        </Button>
      </div>
    </Guide>
  );
}
