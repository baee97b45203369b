import type { Enrolment } from '@gatehouse/api-client';
import { CardPage, Link, LinkButton, Loading, PageTitle, ProblemNotice, QrCode, useToast } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';

import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { type AddProps, useConfirmation } from './add';
import { FirstCode } from './FirstCode';

/** An authenticator app, which scans a picture or is given the key behind it. */
export function AddTotp(props: AddProps) {
  const t = useText();
  const { id, method, back } = props;
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const confirmation = useConfirmation(props);
  const { fail } = confirmation;
  const begin = useCallback(() => {
    fail(null);
    api.beginSignInEnrolment(id, method).then(setEnrolment, fail);
  }, [id, method, fail]);
  useEffect(begin, [begin]);

  return (
    <CardPage>
      <PageTitle title={t('enrol.totp.title')} />
      {!enrolment && <Beginning error={confirmation.error} onRetry={begin} />}
      {enrolment && (
        <>
          <ol className={styles['steps']}>
            <li>{t('enrol.totp.first')}</li>
            <li>{t('enrol.totp.second')}</li>
            <li>{t('enrol.totp.third')}</li>
          </ol>
          <QrCode svg={enrolment.qr_svg ?? ''} label={t('enrol.totp.qr')} />
          <ByHand enrolment={enrolment} />
          <FirstCode confirmation={confirmation} factor={enrolment.id} label={t('enrol.totp.code')} />
        </>
      )}
      {back !== undefined && <Link href={back}>{t('enrol.other')}</Link>}
    </CardPage>
  );
}

function Beginning({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText();
  if (error === null) return <Loading />;
  return (
    <>
      <ProblemNotice error={error} />
      <Button size="md" onClick={onRetry}>
        {t('try-again')}
      </Button>
    </>
  );
}

/** For an app on this very device, and for those that have no camera. */
function ByHand({ enrolment: { secret = '', uri = '' } }: { enrolment: Enrolment }) {
  const t = useText();
  const tell = useToast();
  const [isShown, setIsShown] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(secret).then(
      () => tell(t('enrol.totp.copied')),
      () => tell(t('backup.not-copied'), undefined, 'problem'),
    );
  };
  return (
    <div className={styles['by-hand']}>
      <div className={styles['row']}>
        <LinkButton aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
          {t('enrol.totp.cannot-scan')}
        </LinkButton>
        <a href={uri}>{t('enrol.totp.open')}</a>
      </div>
      {isShown && (
        <div className={styles['key']}>
          <span className={styles['small']}>{t('enrol.totp.key')}</span>
          <code>{secret.replace(/.{4}(?=.)/g, '$& ')}</code>
          <LinkButton onClick={copy}>{t('backup.copy')}</LinkButton>
        </div>
      )}
    </div>
  );
}
