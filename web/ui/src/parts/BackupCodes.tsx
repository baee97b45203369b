import { Button } from '@mantine/core';
import { useState } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import styles from './BackupCodes.module.css';
import { CopyIcon, DownloadIcon, PrintIcon } from './icons';

/** Backup codes, which are shown this once, and the ways to keep them. On paper only they are printed. */
export function BackupCodes({ codes }: { codes: readonly string[] }) {
  const t = useTexts();
  // Said here: they may be in a dialog, and what is behind it is out of reach.
  const [said, setSaid] = useState<'backup.copied' | 'backup.not-copied'>();
  const text = codes.join('\n');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('backup.copied'),
      () => setSaid('backup.not-copied'),
    );
  };
  const download = () => {
    const site = window.location.host;
    const file = new Blob([`${t('backup.file', { site })}\n\n${text}\n`], { type: 'text/plain;charset=utf-8' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${site.replace(/\W+/g, '-')}-backup-codes.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className={styles['codes']}>
      <div className={styles['sheet']}>
        <p className={styles['site']}>{t('backup.file', { site: window.location.host })}</p>
        <ol aria-label={t('backup.label')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <div className={styles['actions']}>
        <Button variant="default" leftSection={<DownloadIcon size={18} />} onClick={download}>
          {t('backup.download')}
        </Button>
        <Button variant="default" leftSection={<CopyIcon size={18} />} onClick={copy}>
          {t('backup.copy')}
        </Button>
        <Button variant="default" leftSection={<PrintIcon size={18} />} onClick={() => window.print()}>
          {t('backup.print')}
        </Button>
      </div>
      <p className={styles['said']} role="status">
        {said && t(said)}
      </p>
    </div>
  );
}
