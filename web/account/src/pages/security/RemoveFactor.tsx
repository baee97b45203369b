import type { Factor } from '@gatehouse/api-client';
import { ConfirmDialog, ProblemNotice, useToast } from '@gatehouse/ui';
import { Checkbox } from '@mantine/core';
import { useState } from 'react';

import { useRemoveFactor } from '../../queries';
import { useText } from '../../texts';
import { factorName } from './names';

type Props = { factor: Factor; isLast: boolean; onClose: () => void };

export function RemoveFactor({ factor, isLast, onClose }: Props) {
  const t = useText();
  const tell = useToast();
  const remove = useRemoveFactor();
  const [end, setEnd] = useState(false);
  const name = factorName(t, factor);
  return (
    <ConfirmDialog
      isDangerous
      title={t('factors.remove.title', { name })}
      text={t(isLast ? 'factors.remove.last' : 'factors.remove.text')}
      action={t('factors.remove')}
      isBusy={remove.isPending}
      problem={<ProblemNotice error={remove.error} />}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { id: factor.id, end },
          {
            onSuccess: () => {
              tell(t('factors.removed', { name }));
              onClose();
            },
          },
        )
      }
    >
      <Checkbox
        label={t('factors.remove.end')}
        checked={end}
        onChange={(event) => setEnd(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
}
