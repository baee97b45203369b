import type { Factor } from '@gatehouse/api-client';
import { useToast } from '@gatehouse/ui';

import { RenameDialog } from '../../parts/RenameDialog';
import { useRenameFactor } from '../../queries';
import { useText } from '../../texts';
import { factorName } from './names';

export function RenameFactor({ factor, onClose }: { factor: Factor; onClose: () => void }) {
  const t = useText();
  const tell = useToast();
  const rename = useRenameFactor();
  return (
    <RenameDialog
      title={t('factors.rename.title')}
      label={t('factors.rename.label')}
      initial={factorName(t, factor)}
      isBusy={rename.isPending}
      error={rename.error}
      onClose={onClose}
      onRename={(name) =>
        rename.mutate(
          { id: factor.id, name },
          {
            onSuccess: () => {
              tell(t('factors.renamed', { name }));
              onClose();
            },
          },
        )
      }
    />
  );
}
