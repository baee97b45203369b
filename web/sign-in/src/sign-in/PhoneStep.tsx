import { ApiError } from '@gatehouse/api-client';
import { CardPage, Link, navigate, PageTitle } from '@gatehouse/ui';
import { useCallback, useEffect, useRef, useState } from 'react';

import { finishNameless, keepingReturn } from '../arrival';
import { lifetimeEnd } from '../asked';
import { EndOfSignIn, endOf } from '../EndOfSignIn';
import { Approved } from '../factor/Approved';
import { DeviceQuestion } from '../factor/DeviceQuestion';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';

/** Signing in by a code that a phone scans, on which one is signed in. */
export default function PhoneStep({ id }: { id: string | undefined }) {
  const t = useText();
  const [error, setError] = useState<unknown>(null);
  // Of this page's life: a new one is put into the address, which is no reason to ask again.
  const current = useRef(id);

  const [approved, setApproved] = useState<string | null>(null);
  const approve = useCallback((by: string) => {
    setApproved(by);
    setError(null);
    api.verifySignIn(by, { method: 'qr' }).then(finishNameless, setError);
  }, []);
  const ask = useCallback(async () => {
    const again = current.current;
    if (again !== undefined) {
      try {
        const { qr_svg, expires_at } = await api.askSignIn(again, { method: 'qr' });
        return { id: again, svg: qr_svg, expiresAt: lifetimeEnd(expires_at) };
      } catch (failure) {
        if (!(failure instanceof ApiError) || failure.code !== 'sign_in_over') throw failure;
      }
    }
    const begun = await api.startQrSignIn();
    current.current = begun.id;
    navigate(keepingReturn(`/sign-in?step=phone&id=${begun.id}`), { replace: true });
    return { id: begun.id, svg: begun.qr_svg, expiresAt: lifetimeEnd(begun.expires_at) };
  }, []);
  const end = useCallback((failure: ApiError) => {
    if (failure.code === 'sign_in_over') return false;
    setError(failure);
    return true;
  }, []);

  const [isKnown, setIsKnown] = useState(id === undefined);
  useEffect(() => {
    if (isKnown || id === undefined) return;
    // Scanned and confirmed while the page was loaded again: another code would take the answer back.
    api.showSignIn(id).then(
      (progress) => {
        if (progress.status === 'challenge_required' && progress.approval === 'approved') approve(id);
        else setIsKnown(true);
      },
      () => setIsKnown(true),
    );
  }, [id, isKnown, approve]);

  const refused = endOf(error);
  if (refused) return <EndOfSignIn isByPhone end={refused} />;
  return (
    <CardPage>
      <PageTitle title={t('phone.title')} />
      <ol className={styles['steps']}>
        <li>{t('phone.first')}</li>
        <li>{t('phone.second')}</li>
        <li>{t('phone.third')}</li>
      </ol>
      {approved !== null && <Approved error={error} onRetry={() => approve(approved)} />}
      {approved === null && isKnown && <DeviceQuestion method="qr" ask={ask} onApproved={approve} onEnd={end} />}
      <p className={styles['small']}>{t('phone.warning')}</p>
      <Link href={keepingReturn('/sign-in?step=name')}>{t('phone.other')}</Link>
    </CardPage>
  );
}
