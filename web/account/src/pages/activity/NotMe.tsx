import { ApiError } from '@gatehouse/api-client';
import { ConfirmDialog, navigate, ProblemNotice } from '@gatehouse/ui';

import { useEndSession } from '../../queries';
import { useText } from '../../texts';

/** Ends a session that its owner does not recognise, then leads to a new password. */
export function NotMe({ session, onClose }: { session: string; onClose: () => void }) {
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
