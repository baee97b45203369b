import type { Enrolled } from '@gatehouse/api-client';
import { BackupCodes, Notice, PageTitle, useUnloadGuard } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { useText } from '../../texts';
import { factorName } from './names';
import styles from './Steps.module.css';

/** The backup codes that come with the first factor; when this page is left they are seen no more. */
export function KeepCodes({ added, onKept }: { added: Enrolled; onKept: () => void }) {
  const t = useText();
  useUnloadGuard();
  return (
    <>
      <PageTitle title={t('backup.keep')} />
      <Notice tone="good" title={t('add.done', { name: factorName(t, added.factor) })} />
      <p className={styles['text']}>
        {t('backup.text')} {t('backup.keep.text')}
      </p>
      <div className={styles['codes']}>
        <BackupCodes codes={added.backup_codes ?? []} />
        <Button size="md" onClick={onKept}>
          {t('backup.kept')}
        </Button>
      </div>
    </>
  );
}
