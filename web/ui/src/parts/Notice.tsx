import type { ReactNode } from 'react';

import { ApiError } from '@gatehouse/api-client';
import { useTexts } from '../i18n/LanguageProvider';
import { problemText } from '../i18n/problems';
import { passkeyProblem } from '../webauthn';
import { AlertIcon, CheckIcon, InfoIcon } from './icons';
import styles from './Notice.module.css';

type Tone = 'info' | 'good' | 'warning' | 'danger';
type Props = { tone: Tone; title?: ReactNode; children?: ReactNode };

/** Something to know, at the place where it matters. Warnings and dangers are read out when they appear. */
export function Notice({ tone, title, children }: Props) {
  const Icon = tone === 'good' ? CheckIcon : tone === 'info' ? InfoIcon : AlertIcon;
  const isUrgent = tone === 'danger' || tone === 'warning';
  return (
    <div className={styles['notice']} data-tone={tone} role={isUrgent ? 'alert' : 'status'}>
      <Icon />
      <div>
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
      </div>
    </div>
  );
}

/** A failure of the API or of a passkey in the reader's language; nothing while `error` is null. */
export function ProblemNotice({ error }: { error: unknown }) {
  const t = useTexts();
  if (error === null || error === undefined) return null;
  // Another ceremony has taken its place: nothing went wrong.
  if (passkeyProblem(error) === 'replaced') return null;
  const isOurs = error instanceof ApiError && error.status >= 500 && error.requestId !== undefined;
  return (
    <Notice tone={passkeyProblem(error) === undefined ? 'danger' : 'warning'} title={problemText(t, error)}>
      {isOurs ? t('reference', { id: error.requestId ?? '' }) : undefined}
    </Notice>
  );
}
