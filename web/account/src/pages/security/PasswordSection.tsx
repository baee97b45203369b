import type { Account } from '@gatehouse/api-client';
import { KeyIcon, minimumLength, minimumWithFactor, useFormat } from '@gatehouse/ui';
import { Button } from '@mantine/core';

import { Loaded } from '../../parts/Loaded';
import { Row, Rows, Section } from '../../parts/Section';
import { useFactors, usePassword } from '../../queries';
import { useText } from '../../texts';
import { PasswordForm } from './PasswordForm';

type Props = { account: Account; isChanging: boolean; onChange: (isChanging: boolean) => void };

export function PasswordSection({ account, isChanging, onChange }: Props) {
  const t = useText();
  const format = useFormat();
  const password = usePassword();
  const hasFactor = (useFactors().data?.items.length ?? 0) > 0;
  return (
    <Section title={t('security.password')}>
      {isChanging ? (
        <PasswordForm
          username={account.email ?? account.phone ?? account.username ?? ''}
          personal={[account.display_name, account.email, account.phone, account.username].filter((word) => word !== undefined)}
          minimum={hasFactor ? minimumWithFactor : minimumLength}
          onClose={() => onChange(false)}
        />
      ) : (
        <Loaded query={password}>
          {({ changed_at: changed }) => (
            <Rows>
              <Row
                icon={<KeyIcon />}
                title={t('security.password')}
                lines={[
                  changed === undefined
                    ? t('security.password.none')
                    : t('security.password.changed', { date: format.date(changed) }),
                ]}
                actions={
                  changed !== undefined && (
                    <Button variant="default" onClick={() => onChange(true)}>
                      {t('security.password.change')}
                    </Button>
                  )
                }
              />
            </Rows>
          )}
        </Loaded>
      )}
    </Section>
  );
}
