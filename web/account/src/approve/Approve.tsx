import type { Account } from '@gatehouse/api-client';
import { InTimeZone, LoadingPage } from '@gatehouse/ui';

import { Failed } from '../parts/Failed';
import { ApprovalPage } from './ApprovalPage';
import { ApproveCard } from './ApproveCard';
import { ScanPage } from './ScanPage';

type Props = {
  account: Account | undefined;
  path: string;
  failure: { error: unknown; isBusy: boolean; onRetry: () => void } | null;
};

/** /approve with the code of a QR code, and /approve/apr_… of a push message. */
export function Approve({ account, path, failure }: Props) {
  if (!account) {
    if (!failure) return <LoadingPage />;
    return (
      <ApproveCard>
        <Failed {...failure} />
      </ApproveCard>
    );
  }
  const id = path.slice('/approve/'.length);
  return (
    <InTimeZone timeZone={account.time_zone}>
      {id === '' ? <ScanPage /> : <ApprovalPage key={id} id={id} />}
    </InTimeZone>
  );
}
