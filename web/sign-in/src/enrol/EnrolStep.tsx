import type { EnrolledSignIn, SignInProgress } from '@gatehouse/api-client';
import { canKeepPasskey, CardPage, knowsPasskeys, LoadingPage, methodIcons, navigate, PageTitle, useLocation } from '@gatehouse/ui';
import { type ComponentType, useEffect, useState } from 'react';

import { arrive, finish, keepingReturn, settle } from '../arrival';
import { storedAttempt } from '../attempt';
import { BackupStep } from '../BackupStep';
import { EndOfSignIn, endOf } from '../EndOfSignIn';
import styles from '../forms.module.css';
import { api } from '../session';
import { useText } from '../texts';
import { Unreachable } from '../Unreachable';
import { Who } from '../Who';
import { WayList } from '../WayList';
import { AddAddress } from './AddAddress';
import { AddKey } from './AddKey';
import { AddTotp } from './AddTotp';
import type { AddProps } from './add';

type Props = { id: string; known: SignInProgress | null };
type Addable = 'biometric' | 'totp' | 'hardware_key' | 'sms' | 'email';

/** The best first. A push message needs a device that is signed in, and so does a scanned code: these are added later. */
const adders: Record<Addable, ComponentType<AddProps>> = {
  biometric: AddKey,
  totp: AddTotp,
  hardware_key: AddKey,
  sms: AddAddress,
  email: AddAddress,
};

/** The account must have a second factor: one is chosen, added and used once, and then the person is signed in. */
export default function EnrolStep({ id, known }: Props) {
  const [progress, setProgress] = useState(known);
  const [error, setError] = useState<unknown>(null);
  const [enrolled, setEnrolled] = useState<EnrolledSignIn | null>(null);
  useEffect(() => {
    if (progress || error !== null) return;
    api.showSignIn(id).then(setProgress, setError);
  }, [id, progress, error]);
  useEffect(() => {
    if (progress?.status === 'challenge_required') {
      navigate(keepingReturn(`/sign-in?step=factor&id=${id}`), { replace: true });
    }
  }, [id, progress]);

  const done = (answer: EnrolledSignIn) => {
    if (answer.backup_codes === undefined) {
      finish(answer);
      return;
    }
    settle(answer);
    setEnrolled(answer);
  };
  // Whatever the address says meanwhile: these are shown this once.
  if (enrolled?.backup_codes) return <BackupStep codes={enrolled.backup_codes} onDone={arrive} />;
  const end = endOf(error);
  if (end) return <EndOfSignIn end={end} />;
  if (error !== null) return <Unreachable error={error} onRetry={() => setError(null)} />;
  if (progress?.status !== 'enrolment_required') return <LoadingPage />;
  return <Enrol id={id} methods={progress.methods} onDone={done} onError={setError} />;
}

type EnrolProps = {
  id: string;
  methods: readonly string[];
  onDone: (answer: EnrolledSignIn) => void;
  onError: (error: unknown) => void;
};

function Enrol({ id, methods, onDone, onError }: EnrolProps) {
  const t = useText();
  const chosen = useLocation().searchParams.get('method');
  const keepsPasskey = usePasskeyPlace();
  const isPossible = (method: Addable) => {
    if (method === 'biometric') return keepsPasskey === true;
    return method !== 'hardware_key' || knowsPasskeys();
  };
  const ways = (Object.keys(adders) as Addable[]).filter((method) => methods.includes(method) && isPossible(method));
  const method = ways.find((way) => way === chosen);
  // Before it is known what this device can do, the list would jump under the finger.
  if (keepsPasskey === undefined) return <LoadingPage />;
  if (method) {
    const Add = adders[method];
    return (
      <Add
        key={method}
        id={id}
        method={method}
        onDone={onDone}
        onError={onError}
        back={ways.length > 1 ? keepingReturn(`/sign-in?step=enrol&id=${id}`) : undefined}
      />
    );
  }
  return (
    <CardPage>
      <PageTitle title={t('enrol.title')} />
      <p className={styles['muted']}>{t(ways.length === 0 ? 'enrol.none' : 'enrol.text')}</p>
      {ways.length > 0 && (
        <WayList
          ways={ways.map((way, i) => {
            const Icon = methodIcons[way];
            return {
              key: way,
              icon: <Icon />,
              title: t(`method.${way}`),
              text: t(`enrol.${way}.why`),
              mark: i === 0 ? t('enrol.recommended') : undefined,
            };
          })}
          onChoose={(way) => navigate(keepingReturn(`/sign-in?step=enrol&id=${id}&method=${way}`))}
        />
      )}
      <Who identifier={storedAttempt().identifier} />
    </CardPage>
  );
}

/** Whether this device can keep a passkey; undefined while it thinks. */
function usePasskeyPlace(): boolean | undefined {
  const [can, setCan] = useState<boolean>();
  useEffect(() => {
    void canKeepPasskey().then(setCan);
  }, []);
  return can;
}
