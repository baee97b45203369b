import type { Account } from '@gatehouse/api-client';
import { Link, PageTitle } from '@gatehouse/ui';

import { sections } from '../parts/Frame';
import { useText } from '../texts';
import styles from './OverviewPage.module.css';
import { FactList } from './overview/FactList';
import { Pending } from './overview/Pending';
import { ScoreCard } from './overview/ScoreCard';

export function OverviewPage({ account }: { account: Account }) {
  const t = useText();
  const name = account.display_name;
  return (
    <>
      <PageTitle title={t('nav.overview')}>
        {name === undefined ? t('overview.hello.plain') : t('overview.hello', { name })}
      </PageTitle>
      <Pending />
      <ScoreCard account={account} />
      <FactList account={account} />
      <nav aria-label={t('overview.sections')} className={styles['cards']}>
        {sections.slice(1).map(({ path, text, Icon }) => (
          <Link key={path} href={path} className={styles['card']}>
            <Icon size={24} />
            <span>
              <strong>{t(text)}</strong>
              <span>{t(`overview.${path.slice('/account/'.length)}.text` as 'overview.details.text')}</span>
            </span>
          </Link>
        ))}
      </nav>
    </>
  );
}
