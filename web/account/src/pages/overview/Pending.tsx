import { Link, Notice } from '@gatehouse/ui';

import { describeAgent } from '../../agent';
import { useWhere } from '../../place';
import { useApprovals } from '../../queries';
import { useText } from '../../texts';

/** Sign-ins of other devices that this one may answer. A QR code is answered by whoever has scanned it. */
export function Pending() {
  const t = useText();
  const where = useWhere();
  const approvals = useApprovals();
  const waiting = approvals.data?.items.filter(({ kind }) => kind === 'push') ?? [];
  if (waiting.length === 0) return null;
  return (
    <Notice tone="warning" title={t('approve.pending', { count: waiting.length })}>
      {waiting.map(({ id, ip_address: address, place, user_agent: agent }) => {
        const what = `${describeAgent(agent) || t('unknown')} · ${where(address, place)}`;
        return (
          <div key={id}>
            {what}{' '}
            <Link href={`/approve/${id}`} aria-label={t('approve.pending.look.label', { what })}>
              {t('approve.pending.look')}
            </Link>
          </div>
        );
      })}
    </Notice>
  );
}
