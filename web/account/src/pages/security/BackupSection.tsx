import type { Mfa } from '@gatehouse/api-client';
import { BackupCodes, ConfirmDialog, Dialog, ListIcon, Notice, ProblemNotice, useFormat, useUnloadGuard } from '@gatehouse/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';

import { Loaded } from '../../parts/Loaded';
import { Row, Rows, Section } from '../../parts/Section';
import { useFactors, useMakeBackupCodes } from '../../queries';
import { useText } from '../../texts';
import styles from '../forms.module.css';

/** As many or fewer are a reason to make new ones; the server tells the person at the same number. */
export const fewCodes = 3;

export function BackupSection() {
  const t = useText();
  const factors = useFactors();
  const [isRenewing, setIsRenewing] = useState(false);
  return (
    <Section title={t('backup.title')} text={t('backup.text')}>
      <Loaded query={factors}>
        {(mfa) =>
          mfa.items.length === 0 ? (
            <p className={styles['muted']}>{t('backup.none')}</p>
          ) : (
            <Codes codes={mfa.backup_codes} onRenew={() => setIsRenewing(true)} />
          )
        }
      </Loaded>
      {isRenewing && <Renew onClose={() => setIsRenewing(false)} />}
    </Section>
  );
}

function Codes({ codes, onRenew }: { codes: Mfa['backup_codes']; onRenew: () => void }) {
  const t = useText();
  const format = useFormat();
  const { remaining, created_at: made } = codes;
  return (
    <>
      {remaining <= fewCodes && (
        <Notice tone="warning" title={remaining === 0 ? t('backup.no-more') : t('backup.few', { count: remaining })}>
          {t('backup.few.text')}
        </Notice>
      )}
      <Rows>
        <Row
          icon={<ListIcon />}
          title={t('backup.remaining', { count: remaining })}
          lines={made === undefined ? [] : [t('backup.made', { date: format.date(made) })]}
          actions={
            <Button variant="default" onClick={onRenew}>
              {t('backup.renew')}
            </Button>
          }
        />
      </Rows>
    </>
  );
}

function Renew({ onClose }: { onClose: () => void }) {
  const t = useText();
  const make = useMakeBackupCodes();
  useUnloadGuard(make.isPending || make.isSuccess);
  if (make.data) {
    return (
      <Dialog isHeld title={t('backup.keep')} onClose={onClose}>
        <p className={styles['muted']}>{t('backup.keep.text')}</p>
        <BackupCodes codes={make.data.codes} />
        <Button size="md" onClick={onClose}>
          {t('backup.kept')}
        </Button>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={t('backup.renew.title')}
      text={t('backup.renew.text')}
      action={t('backup.renew')}
      isBusy={make.isPending}
      problem={<ProblemNotice error={make.error} />}
      onClose={onClose}
      onConfirm={() => make.mutate(undefined)}
    />
  );
}
