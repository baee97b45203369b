import { ProblemNotice } from '@gatehouse/ui';
import { Button, Loader } from '@mantine/core';

import { useText } from '../texts';
import styles from './DeviceQuestion.module.css';

/** The other device has said yes; what is left is to be signed in. */
export function Approved({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText();
  if (error === null) {
    return (
      <div className={styles['state']}>
        <p role="status">
          <Loader size="xs" aria-hidden="true" />
          <span>{t('wait.approved')}</span>
        </p>
      </div>
    );
  }
  return (
    <div className={styles['question']}>
      <ProblemNotice error={error} />
      <Button size="md" onClick={onRetry}>
        {t('try-again')}
      </Button>
    </div>
  );
}
