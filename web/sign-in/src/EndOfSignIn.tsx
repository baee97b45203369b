import { ApiError } from '@gatehouse/api-client';
import { CardPage, Link, PageTitle } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { keepingReturn } from './arrival';
import { storedAttempt } from './attempt';
import styles from './forms.module.css';
import { useText } from './texts';

const ends = {
  sign_in_over: 'over',
  approval_denied: 'denied',
  account_locked: 'locked',
  account_suspended: 'suspended',
  sign_in_restricted: 'restricted',
} as const;
export type End = (typeof ends)[keyof typeof ends];

/** How an error ends a sign-in; undefined when there is something left to try. */
export function endOf(error: unknown): End | undefined {
  if (!(error instanceof ApiError) || !Object.hasOwn(ends, error.code)) return undefined;
  return ends[error.code as keyof typeof ends];
}

type Props = {
  end: End;
  /** It began with a code on the screen: nobody has shown to know a password. */
  isByPhone?: boolean;
  onLeave?: () => void;
};

/** Says why it does not go on, and what can be done about it. `onLeave` forgets the error, for a step that the way out leads to again. */
export function EndOfSignIn({ end, isByPhone = false, onLeave }: Props) {
  const t = useText();
  // With the name that was given; who began without one begins without one.
  const again = keepingReturn(storedAttempt().identifier === '' ? '/sign-in' : '/sign-in?step=password');
  const mayRetry = end === 'over' || end === 'denied' || end === 'restricted';
  return (
    <CardPage>
      <PageTitle title={t(`end.${end}.title`)} />
      <p>{t(`end.${end}.text`)}</p>
      {end !== 'over' && (
        <section className={styles['advice']}>
          <h2>{t('end.what-now')}</h2>
          <ul>
            <li>{t(`end.${end}.first`)}</li>
            <li>{t(end === 'denied' && isByPhone ? 'end.denied.second.phone' : `end.${end}.second`)}</li>
          </ul>
        </section>
      )}
      {mayRetry && (
        <Button size="md" component={Link} href={again} onClick={onLeave}>
          {t(end === 'restricted' ? 'try-again' : 'end.again')}
        </Button>
      )}
      <Link href={keepingReturn('/sign-in?step=name')} {...(onLeave && { onClick: onLeave })}>
        {t('accounts.other')}
      </Link>
    </CardPage>
  );
}
