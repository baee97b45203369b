import { CardPage, createPasskey, FingerprintIcon, LoadingPage, PageTitle, prepareCeremonies, ProblemNotice } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';

import { arrive } from '../arrival';
import { BackupStep } from '../BackupStep';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { mayOfferPasskey, settleOffer } from './offer';

/** Registered: a passkey for the next time, for whoever wants one. */
export default function PasskeyOffer() {
  const t = useText();
  const [isOffered, setIsOffered] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  useEffect(() => {
    prepareCeremonies();
    // Loaded again, perhaps after it was answered.
    void mayOfferPasskey().then((may) => (may ? setIsOffered(true) : arrive()));
  }, []);
  const create = async () => {
    setIsBusy(true);
    setError(null);
    try {
      const { id, public_key } = await api.beginEnrolment('biometric');
      const credential = await createPasskey(public_key);
      const { backup_codes } = await api.confirmEnrolment('biometric', { id, credential });
      settleOffer();
      if (backup_codes) setCodes(backup_codes);
      else arrive();
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  };
  if (codes) return <BackupStep codes={codes} onDone={arrive} />;
  if (!isOffered) return <LoadingPage />;
  return (
    <CardPage>
      <span className={styles['emblem']}>
        <FingerprintIcon size={32} />
      </span>
      <PageTitle title={t('offer.title')} />
      <p>{t('offer.text')}</p>
      <ul className={styles['steps']}>
        <li>{t('offer.first')}</li>
        <li>{t('offer.second')}</li>
        <li>{t('offer.third')}</li>
      </ul>
      <ProblemNotice error={error} />
      <Button size="md" loading={isBusy} onClick={() => void create()}>
        {t('offer.create')}
      </Button>
      <Button
        size="md"
        variant="subtle"
        onClick={() => {
          settleOffer();
          arrive();
        }}
      >
        {t('offer.skip')}
      </Button>
    </CardPage>
  );
}

