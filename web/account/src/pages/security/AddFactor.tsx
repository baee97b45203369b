import type { Account, Enrolled, Mfa, MfaMethod } from '@gatehouse/api-client';
import { ArrowIcon, canKeepPasskey, knowsPasskeys, Link, methodIcons } from '@gatehouse/ui';
import { useQuery } from '@tanstack/react-query';

import { Badge } from '../../parts/Section';
import { Loaded } from '../../parts/Loaded';
import { pushState } from '../../push/subscribe';
import { useFactors } from '../../queries';
import { useText } from '../../texts';
import { AddPasskey } from './AddPasskey';
import { AddPush } from './AddPush';
import { AddQr } from './AddQr';
import { AddSentCode } from './AddSentCode';
import { AddTotp } from './AddTotp';
import { Guide } from './Steps';
import styles from './Steps.module.css';

/** The strongest and easiest first. */
const order = ['biometric', 'hardware_key', 'totp', 'push', 'qr', 'sms', 'email'] as const satisfies readonly MfaMethod[];
const strengths = {
  biometric: 'phishing_resistant',
  hardware_key: 'phishing_resistant',
  totp: 'strong',
  push: 'strong',
  qr: 'strong',
  sms: 'basic',
  email: 'basic',
} as const;

type Props = { account: Account; method: string; onAdded: (enrolled: Enrolled) => void };

/** Which second factor to add, then the steps of that one. */
export function AddFactor({ account, method, onAdded }: Props) {
  const t = useText();
  const factors = useFactors();
  switch (method) {
    case 'totp':
      return <AddTotp onAdded={onAdded} />;
    case 'sms':
    case 'email':
      return <AddSentCode account={account} method={method} onAdded={onAdded} />;
    case 'biometric':
    case 'hardware_key':
      return <AddPasskey method={method} onAdded={onAdded} />;
    case 'push':
      return <AddPush onAdded={onAdded} />;
    case 'qr':
      return <AddQr onAdded={onAdded} />;
    default:
      return (
        <Guide title={t('add.title')} text={t('add.text')} back="/account/security">
          <Loaded query={factors}>{(mfa) => <Ways mfa={mfa} />}</Loaded>
        </Guide>
      );
  }
}

type Obstacle = 'add.biometric.unsupported' | 'add.hardware_key.unsupported' | 'add.push.unsupported' | 'add.push.blocked';

/** Why a way is closed on this device. */
function obstacleOf(method: MfaMethod, mfa: Mfa, keepsPasskeys: boolean): Obstacle | undefined {
  if (method === 'biometric' && !keepsPasskeys) return 'add.biometric.unsupported';
  if (method === 'hardware_key' && !knowsPasskeys()) return 'add.hardware_key.unsupported';
  if (method !== 'push') return undefined;
  const state = mfa.push_public_key === undefined ? 'unsupported' : pushState();
  return state === 'ready' ? undefined : `add.push.${state}`;
}

function Ways({ mfa }: { mfa: Mfa }) {
  const passkeys = useQuery({ queryKey: ['can-keep-passkey'], queryFn: canKeepPasskey, staleTime: Infinity });
  const methods = order.filter((method) => mfa.allowed_methods.includes(method));
  const ways = methods.map((method) => ({ method, obstacle: obstacleOf(method, mfa, passkeys.data ?? true) }));
  // What can be done stands first.
  ways.sort((a, b) => Number(a.obstacle !== undefined) - Number(b.obstacle !== undefined));
  return (
    <ul className={styles['ways']}>
      {ways.map(({ method, obstacle }) => (
        <li key={method}>
          <Way method={method} obstacle={obstacle} />
        </li>
      ))}
    </ul>
  );
}

function Way({ method, obstacle }: { method: MfaMethod; obstacle: Obstacle | undefined }) {
  const t = useText();
  const Icon = methodIcons[method];
  const strength = strengths[method];
  if (obstacle !== undefined) {
    return (
      <div className={styles['way']} data-closed>
        <Icon size={24} />
        <div>
          <strong>{t(`add.${method}`)}</strong>
          <Badge>{t('add.not-here')}</Badge>
          <p>{t(obstacle)}</p>
        </div>
      </div>
    );
  }
  return (
    <Link href={`/account/security?add=${method}`} className={styles['way']}>
      <Icon size={24} />
      <div>
        <strong>{t(`add.${method}`)}</strong>
        <Badge tone={strength === 'basic' ? 'plain' : 'good'}>{t(`factors.strength.${strength}`)}</Badge>
        <p>{t(`add.${method}.about`)}</p>
      </div>
      <ArrowIcon />
    </Link>
  );
}
