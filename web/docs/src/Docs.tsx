import { Brand, LanguageChoice, Loading, Notice, PageTitle, ThemeChoice } from '@gatehouse/ui';
import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

import styles from './Docs.module.css';
import { type Api, matches, operationsOf } from './openapi';
import { OperationEntry } from './OperationEntry';
import { useText } from './texts';

const address = '/openapi.json';

export function Docs() {
  const t = useText();
  const { api, hasFailed } = useApi();
  const [search, setSearch] = useState('');
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <Brand />
        <span>
          <LanguageChoice />
          <ThemeChoice />
        </span>
      </header>
      <main className={styles['main']}>
        <PageTitle title={t('docs.title')} />
        <p className={styles['muted']}>
          {t('docs.text')} <a href={address}>{t('docs.document')}</a>
        </p>
        <TextInput
          type="search"
          label={t('docs.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          autoComplete="off"
        />
        {hasFailed && <Notice tone="danger">{t('docs.failed')}</Notice>}
        {api === undefined && !hasFailed && <Loading />}
        {api && <Groups api={api} search={search} />}
      </main>
    </div>
  );
}

function Groups({ api, search }: { api: Api; search: string }) {
  const t = useText();
  const found = operationsOf(api).filter((operation) => matches(operation, search));
  if (found.length === 0) return <p className={styles['muted']}>{t('docs.none')}</p>;
  return api.tags.map(({ name }) => {
    const group = found.filter((operation) => operation.tags.includes(name));
    return (
      group.length > 0 && (
        <section key={name} aria-label={name} lang="en">
          <h2>{name}</h2>
          {group.map((operation) => (
            <OperationEntry key={operation.operationId} api={api} operation={operation} />
          ))}
        </section>
      )
    );
  });
}

function useApi(): { api: Api | undefined; hasFailed: boolean } {
  const [api, setApi] = useState<Api>();
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    fetch(address)
      .then(async (response) => {
        if (!response.ok) throw new Error(`status ${response.status}`);
        setApi((await response.json()) as Api);
      })
      .catch(() => {
        setHasFailed(true);
      });
  }, []);
  return { api, hasFailed };
}
