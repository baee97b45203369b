import { ArrowIcon, CardPage, CloseIcon, Link, navigate, PageTitle, ProblemNotice, useToast } from '@gatehouse/ui';
import { useState } from 'react';

import { keepingReturn } from '../arrival';
import { EndOfSignIn, endOf } from '../EndOfSignIn';
import { forgetAccount, type Remembered, rememberedAccounts, restoreAccounts } from '../remembered';
import { useText } from '../texts';
import styles from './AccountList.module.css';
import { OtherWays } from './OtherWays';
import { usePasskeySignIn } from './usePasskeySignIn';

/** The accounts that have signed in on this browser. */
export function AccountList({ onChoose }: { onChoose: (identifier: string) => void }) {
  const t = useText();
  const tell = useToast();
  const [accounts, setAccounts] = useState(rememberedAccounts);
  const passkey = usePasskeySignIn({ fills: false });
  const end = endOf(passkey.error);
  if (end) return <EndOfSignIn end={end} onLeave={passkey.forget} />;
  const forget = ({ id, name }: Remembered) => {
    const isLast = accounts.length === 1;
    setAccounts(forgetAccount(id));
    if (isLast) navigate(keepingReturn('/sign-in?step=name'), { replace: true });
    tell(t('accounts.forgotten', { name }), {
      label: t('accounts.undo'),
      run: () => {
        setAccounts(restoreAccounts(accounts));
        // Unless somebody has gone on meanwhile.
        if (isLast && new URLSearchParams(window.location.search).get('step') === 'name') {
          navigate(keepingReturn('/sign-in'), { replace: true });
        }
      },
    });
  };
  return (
    <CardPage>
      <PageTitle title={t('accounts.title')} />
      <ProblemNotice error={passkey.error} />
      <ul className={styles['list']}>
        {accounts.map((account) => (
          <li key={account.id}>
            <button type="button" className={styles['account']} onClick={() => onChoose(account.identifier)}>
              <span className={styles['letter']} aria-hidden="true">
                {[...account.name][0]?.toUpperCase()}
              </span>
              <span className={styles['name']}>
                <strong>{account.name}</strong>
                {account.name !== account.identifier && <span>{account.identifier}</span>}
              </span>
              <ArrowIcon />
            </button>
            <button
              type="button"
              className={styles['forget']}
              aria-label={t('accounts.forget', { name: account.name })}
              onClick={() => forget(account)}
            >
              <CloseIcon size={18} />
            </button>
          </li>
        ))}
      </ul>
      <Link href={keepingReturn('/sign-in?step=name')}>{t('accounts.other')}</Link>
      <OtherWays passkey={passkey} />
    </CardPage>
  );
}
