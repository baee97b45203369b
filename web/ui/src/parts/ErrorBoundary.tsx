import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';

import { useTexts } from '../i18n/LanguageProvider';
import { CardPage } from './CardPage';
import { PageTitle } from './PageTitle';

function Crashed({ isIncomplete }: { isIncomplete: boolean }) {
  const t = useTexts();
  return (
    <CardPage>
      <PageTitle title={t(isIncomplete ? 'incomplete.title' : 'crash.title')} />
      <p>{t(isIncomplete ? 'incomplete.text' : 'crash.text')}</p>
      <Button size="md" onClick={() => window.location.reload()}>
        {t('crash.reload')}
      </Button>
    </CardPage>
  );
}

type State = { failure: 'none' | 'bug' | 'incomplete' };

/** Shows an apology in place of a page that cannot be rendered, or a part of which has not arrived, until another page is gone to. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failure: 'none' };

  static getDerivedStateFromError(error: unknown): State {
    // A script or style sheet that is loaded when it is needed; each browser says it in its own words.
    const isIncomplete = error instanceof Error && /import|module|preload/i.test(error.message);
    return { failure: isIncomplete ? 'incomplete' : 'bug' };
  }

  readonly #forget = () => this.setState({ failure: 'none' });

  override componentDidMount() {
    window.addEventListener('popstate', this.#forget);
  }

  override componentWillUnmount() {
    window.removeEventListener('popstate', this.#forget);
  }

  override render() {
    const { failure } = this.state;
    return failure === 'none' ? this.props.children : <Crashed isIncomplete={failure === 'incomplete'} />;
  }
}
