import { AlertIcon, ArrowIcon, CheckIcon, Link, LinkButton } from '@gatehouse/ui';
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';

import { useText } from '../../texts';
import styles from '../OverviewPage.module.css';

type FactProps = { isGood: boolean; href: string; children: ReactNode };

/** Something that is so, well or not, and the page where more of it is. */
export function Fact({ isGood, href, children }: FactProps) {
  return (
    <li>
      <Link href={href}>
        <span className={styles['mark']} data-good={isGood}>
          {isGood ? <CheckIcon size={18} /> : <AlertIcon size={18} />}
        </span>
        <span>{children}</span>
        <ArrowIcon size={18} />
      </Link>
    </li>
  );
}

type Query<T> = { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => Promise<unknown> };
type AskedProps<T> = {
  query: Query<T>;
  /** What it is about, for when it is not known. */
  about: string;
  href: string;
  children: (data: T) => { isGood: boolean; text: ReactNode };
};

/** A fact that is asked for: nothing is said to be well before that is known. */
export function AskedFact<T>({ query, about, href, children }: AskedProps<T>) {
  const t = useText();
  if (query.data !== undefined) {
    const { isGood, text } = children(query.data);
    return (
      <Fact isGood={isGood} href={href}>
        {text}
      </Fact>
    );
  }
  if (!query.error) {
    return (
      <li>
        <div className={styles['unknown']} role="status" aria-label={`${about}: ${t('loading')}`}>
          <Skeleton height={32} circle />
          <Skeleton height={14} width="60%" />
        </div>
      </li>
    );
  }
  return (
    <li>
      <div className={styles['unknown']}>
        <span className={styles['mark']}>
          <AlertIcon size={18} />
        </span>
        <span>{t('overview.unknown', { about })}</span>
        <LinkButton disabled={query.isFetching} onClick={() => void query.refetch()}>
          {t('try-again')}
        </LinkButton>
      </div>
    </li>
  );
}
