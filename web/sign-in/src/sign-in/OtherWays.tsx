import { FingerprintIcon, knowsPasskeys, Link, QrIcon } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { keepingReturn } from '../arrival';
import styles from '../forms.module.css';
import { useText } from '../texts';
import type { PasskeySignIn } from './usePasskeySignIn';

/** Signing in without a password. */
export function OtherWays({ passkey }: { passkey: PasskeySignIn }) {
  const t = useText();
  return (
    <div className={styles['ways']}>
      <p className={styles['or']}>
        <span>{t('sign-in.or')}</span>
      </p>
      {knowsPasskeys() && (
        <Button
          size="md"
          variant="default"
          leftSection={<FingerprintIcon />}
          loading={passkey.isBusy}
          onClick={passkey.begin}
        >
          {t('sign-in.passkey')}
        </Button>
      )}
      <Button
        size="md"
        variant="default"
        leftSection={<QrIcon />}
        component={Link}
        href={keepingReturn('/sign-in?step=phone')}
      >
        {t('sign-in.phone')}
      </Button>
    </div>
  );
}
