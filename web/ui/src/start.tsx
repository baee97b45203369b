import './styles';

import { MantineProvider } from '@mantine/core';
import { type ReactNode, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';

import { keepFocus } from './focus';
import type { Texts } from './i18n/early';
import { LanguageProvider, loadTexts } from './i18n/LanguageProvider';
import { preferredLanguage } from './i18n/languages';
import { ErrorBoundary } from './parts/ErrorBoundary';
import { LoadingPage } from './parts/LoadingPage';
import { ToastProvider } from './parts/Toasts';
import { colorSchemeManager, theme } from './theme';

/** Renders a page into the document's element "root", in the preferred language and theme. */
export async function startPage(content: ReactNode, texts: Texts): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('the document has no root');
  const initial = await loadTexts(texts, preferredLanguage()).catch(() => undefined);
  if (!initial) {
    // There are no texts to say it in: what stands in the document (see skeleton.html) does.
    root.dataset['state'] = 'failed';
    return;
  }
  document.documentElement.lang = initial.language;
  keepFocus();
  createRoot(root).render(
    <StrictMode>
      {/* Mantine's variables are in tokens.css: a style element would be refused by the content security policy. */}
      <MantineProvider
        theme={theme}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <ToastProvider>
          <LanguageProvider texts={texts} initial={initial}>
            <ErrorBoundary>
              <Suspense fallback={<LoadingPage />}>{content}</Suspense>
            </ErrorBoundary>
          </LanguageProvider>
        </ToastProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
