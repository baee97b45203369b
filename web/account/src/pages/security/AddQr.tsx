import type { Enrolled } from '@gatehouse/api-client';
import { ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';

import { useConfirmFactor } from '../../queries';
import { api } from '../../session';
import { useText } from '../../texts';
import { Guide } from './Steps';
import styles from './Steps.module.css';

/** Scanning with a signed-in device: there is nothing to prove before the first use. */
export function AddQr({ onAdded }: { onAdded: (enrolled: Enrolled) => void }) {
  const t = useText();
  const confirm = useConfirmFactor('qr');
  const add = useMutation({
    mutationFn: async () => {
      const { id } = await api.beginEnrolment('qr');
      return confirm.mutateAsync({ id });
    },
    onSuccess: onAdded,
  });
  return (
    <Guide title={t('add.qr')} text={t('add.qr.about')} back="/account/security?add">
      <div className={styles['card']}>
        <ProblemNotice error={add.error} />
        <p>{t('add.qr.text')}</p>
        <Button size="md" loading={add.isPending} onClick={() => add.mutate()}>
          {t('add.qr.turn-on')}
        </Button>
      </div>
    </Guide>
  );
}
