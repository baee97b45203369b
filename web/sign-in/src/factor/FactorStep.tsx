import type { ProofMethod, SignInProgress } from '@gatehouse/api-client';
import { CardPage, Link, LoadingPage, navigate, PageTitle, useLocation } from '@gatehouse/ui';
import { Checkbox } from '@mantine/core';
import { type ComponentType, useEffect, useState } from 'react';

import { keepingReturn } from '../arrival';
import { storedAttempt } from '../attempt';
import { EndOfSignIn, endOf } from '../EndOfSignIn';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { Unreachable } from '../Unreachable';
import { Who } from '../Who';
import { CodeWay } from './CodeWay';
import { DeviceWay } from './DeviceWay';
import { KeyWay } from './KeyWay';
import { MethodChoice } from './MethodChoice';
import { type FactorChoice, isUsableHere, type WayProps } from './way';
import { useProof } from './useProof';

type Props = { id: string; known: SignInProgress | null };

const ways: Record<ProofMethod, ComponentType<WayProps> | null> = {
  totp: CodeWay,
  sms: CodeWay,
  email: CodeWay,
  backup_code: CodeWay,
  hardware_key: KeyWay,
  biometric: KeyWay,
  passkey: KeyWay,
  push: DeviceWay,
  qr: DeviceWay,
  password: null,
};

/** The password was right: a second proof, by the way that was used last or another one. */
export default function FactorStep({ id, known }: Props) {
  const [progress, setProgress] = useState(known);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (progress || error !== null) return;
    api.showSignIn(id).then(setProgress, setError);
  }, [id, progress, error]);
  useEffect(() => {
    if (progress?.status === 'enrolment_required') {
      navigate(keepingReturn(`/sign-in?step=enrol&id=${id}`), { replace: true });
    }
  }, [id, progress]);

  const end = endOf(error);
  if (end) return <EndOfSignIn end={end} />;
  if (progress?.status === 'challenge_required') return <Confirm id={id} progress={progress} />;
  if (error === null) return <LoadingPage />;
  return <Unreachable error={error} onRetry={() => setError(null)} />;
}

function Confirm({ id, progress }: { id: string; progress: SignInProgress & { status: 'challenge_required' } }) {
  const t = useText();
  const [trust, setTrust] = useState(false);
  const proof = useProof(id, trust);
  const chosen = useLocation().searchParams.get('method');
  const methods = progress.methods.filter(isUsableHere);
  const preferred = methods.find((method) => method.is_preferred) ?? methods[0];
  const method = methods.find((one) => one.method === chosen) ?? preferred;

  const choose = (next: string) => {
    proof.fail(null);
    navigate(keepingReturn(`/sign-in?step=factor&id=${id}&method=${next}`));
  };
  const end = endOf(proof.error);
  if (end) return <EndOfSignIn end={end} />;
  if (!method) return <NoWay />;
  if (chosen === 'choose') return <MethodChoice methods={methods} onChoose={choose} />;
  const Way = ways[method.method] ?? CodeWay;
  return (
    <CardPage>
      <Way key={method.method} id={id} choice={method} proof={proof} approval={known(progress, chosen, method)}>
        <Checkbox
          label={t('factor.trust')}
          description={t('factor.trust.text')}
          checked={trust}
          onChange={(event) => setTrust(event.currentTarget.checked)}
        />
      </Way>
      {methods.length > 1 && (
        <Link
          href={keepingReturn(`/sign-in?step=factor&id=${id}&method=choose`)}
          className={styles['other']}
          onClick={() => proof.fail(null)}
        >
          {t('factor.other')}
        </Link>
      )}
      <Who identifier={storedAttempt().identifier} />
    </CardPage>
  );
}

// What another device had answered when the page was loaded belongs to the way that the address names.
function known(progress: SignInProgress & { status: 'challenge_required' }, chosen: string | null, way: FactorChoice) {
  return chosen === null || chosen === way.method ? progress.approval : undefined;
}

function NoWay() {
  const t = useText();
  return (
    <CardPage>
      <PageTitle title={t('factor.none.title')} />
      <p>{t('factor.none.text')}</p>
      <Link href={keepingReturn('/sign-in?step=name')}>{t('accounts.other')}</Link>
    </CardPage>
  );
}
