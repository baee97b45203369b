import { CardPage, createPasskey, Link, PageTitle, prepareCeremonies, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';

import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { type AddProps, useConfirmation } from './add';

/** A passkey on this device, or a security key. */
export function AddKey(props: AddProps) {
  const t = useText();
  const { id, method, back } = props;
  const kind = method === 'hardware_key' ? 'hardware_key' : 'biometric';
  const confirmation = useConfirmation(props);
  const [isBusy, setIsBusy] = useState(false);
  useEffect(prepareCeremonies, []);
  const create = async () => {
    if (isBusy) return;
    confirmation.fail(null);
    setIsBusy(true);
    try {
      const { id: factor, public_key: options } = await api.beginSignInEnrolment(id, method);
      await confirmation.confirm(factor, { credential: await createPasskey(options) });
    } catch (failure) {
      confirmation.fail(failure);
    }
    setIsBusy(false);
  };
  return (
    <CardPage>
      <PageTitle title={t(`enrol.${kind}.title`)} />
      <p>{t(`enrol.${kind}.text`)}</p>
      <p className={styles['muted']}>{t(`enrol.${kind}.how`)}</p>
      <ProblemNotice error={confirmation.error} />
      <Button size="md" loading={isBusy} onClick={() => void create()}>
        {t(`enrol.${kind}.submit`)}
      </Button>
      {back !== undefined && <Link href={back}>{t('enrol.other')}</Link>}
    </CardPage>
  );
}
