import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { CardPage } from './CardPage';
import { PageTitle } from './PageTitle';

function Crashed() {
  const t = useTexts();
  return (
    <CardPage>
      <PageTitle title={t('crash.title')} />
      <p>{t('crash.text')}</p>
      <Button size="md" onClick={() => window.location.reload()}>
        {t('crash.reload')}
      </Button>
    </CardPage>
  );
}

/** Shows an apology in place of a page that cannot be rendered. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <Crashed /> : this.props.children;
  }
}
