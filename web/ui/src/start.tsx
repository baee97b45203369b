import './styles';

import { MantineProvider } from '@mantine/core';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { LanguageProvider, loadTexts, type Texts } from './i18n/LanguageProvider';
import { preferredLanguage } from './i18n/languages';
import { ErrorBoundary } from './parts/ErrorBoundary';
import { ToastProvider } from './parts/Toasts';
import { colorSchemeManager, theme } from './theme';

/** Renders a page into the document's element "root", in the preferred language and theme. */
export async function startPage(content: ReactNode, texts: Texts): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('the document has no root');
  const initial = await loadTexts(texts, preferredLanguage());
  document.documentElement.lang = initial.language;
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
        <LanguageProvider texts={texts} initial={initial}>
          <ErrorBoundary>
            <ToastProvider>{content}</ToastProvider>
          </ErrorBoundary>
        </LanguageProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
