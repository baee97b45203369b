import { ApiError } from '@gatehouse/api-client';
import { ConfirmDialog, navigate, ProblemNotice } from '@gatehouse/ui';

import { useEndOtherSessions, useEndSession } from '../../queries';
import { useText } from '../../texts';

type Props = {
  /** The session to end; null when there is none left, and it must be all others. */
  session: string | null;
  onClose: () => void;
};

/** Ends what its owner does not recognise, then leads to a new password. */
export function NotMe({ session, onClose }: Props) {
  return session === null ? <EndAll onClose={onClose} /> : <EndOne session={session} onClose={onClose} />;
}

function EndOne({ session, onClose }: { session: string; onClose: () => void }) {
  const t = useText();
  const end = useEndSession();
  const goOn = () => navigate('/account/security?alarm');
  const isGone = end.error instanceof ApiError && end.error.code === 'not_found';
  return (
    <ConfirmDialog
      isDangerous
      title={t('activity.not-me.title')}
      text={t('activity.not-me.text')}
      action={t('activity.not-me.action')}
      isBusy={end.isPending}
      problem={<ProblemNotice error={isGone ? null : end.error} />}
      onClose={onClose}
      onConfirm={() =>
        end.mutate(session, {
          onSuccess: goOn,
          // It has ended by itself meanwhile.
          onError: (error) => error instanceof ApiError && error.code === 'not_found' && goOn(),
        })
      }
    />
  );
}

/** The session of then may be over, but whoever it was knows the way in, and may be elsewhere by now. */
function EndAll({ onClose }: { onClose: () => void }) {
  const t = useText();
  const end = useEndOtherSessions();
  return (
    <ConfirmDialog
      isDangerous
      title={t('activity.not-me.title')}
      text={t('activity.not-me.all')}
      action={t('activity.not-me.all.action')}
      isBusy={end.isPending}
      problem={<ProblemNotice error={end.error} />}
      onClose={onClose}
      onConfirm={() => end.mutate(undefined, { onSuccess: () => navigate('/account/security?alarm=all') })}
    />
  );
}
