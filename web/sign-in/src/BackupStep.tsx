import { BackupCodes, CardPage, Notice, PageTitle, useUnloadGuard } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import styles from './forms.module.css';
import { useText } from './texts';

/** The second factor is there: its backup codes, which are not shown again, and then on. */
export function BackupStep({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useText();
  const release = useUnloadGuard();
  return (
    <CardPage>
      <PageTitle title={t('backup.title')} />
      <p className={styles['muted']}>{t('backup.text')}</p>
      <BackupCodes codes={codes} />
      <Notice tone="info">{t('backup.once')}</Notice>
      <Button
        size="md"
        onClick={() => {
          release();
          onDone();
        }}
      >
        {t('backup.done')}
      </Button>
    </CardPage>
  );
}
