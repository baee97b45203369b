import { BackupCodes, CardPage, Notice, PageTitle } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';

import styles from './forms.module.css';
import { useText } from './texts';

/** The second factor is there: its backup codes, which are not shown again, and then on. */
export function BackupStep({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useText();
  const leave = useRef<() => void>(() => undefined);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    leave.current = () => window.removeEventListener('beforeunload', warn);
    window.addEventListener('beforeunload', warn);
    return () => leave.current();
  }, []);
  return (
    <CardPage>
      <PageTitle title={t('backup.title')} />
      <p className={styles['muted']}>{t('backup.text')}</p>
      <BackupCodes codes={codes} />
      <Notice tone="info">{t('backup.once')}</Notice>
      <Button
        size="md"
        onClick={() => {
          leave.current();
          onDone();
        }}
      >
        {t('backup.done')}
      </Button>
    </CardPage>
  );
}
