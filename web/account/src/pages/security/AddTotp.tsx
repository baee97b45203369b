import type { Enrolled, Enrolment } from '@gatehouse/api-client';
import { QrCode, useToast } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { Loaded } from '../../parts/Loaded';
import { api } from '../../session';
import { useText } from '../../texts';
import { ConfirmCode } from './ConfirmCode';
import { Guide, Step, Steps } from './Steps';
import styles from './Steps.module.css';

export function AddTotp({ onAdded }: { onAdded: (enrolled: Enrolled) => void }) {
  const t = useText();
  // A key that is shown stays the same until it is confirmed or this page is left.
  const begun = useQuery({
    queryKey: ['enrolment', 'totp'],
    queryFn: () => api.beginEnrolment('totp'),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  return (
    <Guide title={t('add.totp')} text={t('add.totp.about')} back="/account/security?add">
      <Loaded query={begun}>
        {(enrolment) => (
          <Steps>
            <Step title={t('add.totp.install')}>
              <p>{t('add.totp.install.text')}</p>
            </Step>
            <Step title={t('add.totp.scan')}>
              <Key enrolment={enrolment} />
            </Step>
            <Step title={t('add.totp.code')}>
              <ConfirmCode
                key={enrolment.id}
                isLater
                enrolment={enrolment}
                onAdded={onAdded}
                onOver={() => void begun.refetch()}
              />
            </Step>
          </Steps>
        )}
      </Loaded>
    </Guide>
  );
}

/** The key as a picture, as a link for an app on this device, and as letters in groups of four. */
function Key({ enrolment: { qr_svg: picture, uri, secret } }: { enrolment: Enrolment }) {
  const t = useText();
  const tell = useToast();
  const copy = () => {
    navigator.clipboard.writeText(secret ?? '').then(
      () => tell(t('add.totp.copied')),
      () => tell(t('backup.not-copied'), undefined, 'problem'),
    );
  };
  return (
    <div className={styles['scan']}>
      <QrCode svg={picture ?? ''} label={t('add.totp.label')} />
      <div className={styles['typed']}>
        <p>{t('add.totp.scan.text')}</p>
        <code className={styles['key']} aria-label={t('add.totp.key')} role="group">
          {secret?.replace(/.{4}(?=.)/g, '$& ')}
        </code>
        <div className={styles['buttons']}>
          <Button variant="default" onClick={copy}>
            {t('add.totp.copy')}
          </Button>
          <Button variant="default" component="a" href={uri ?? ''}>
            {t('add.totp.open')}
          </Button>
        </div>
      </div>
    </div>
  );
}
