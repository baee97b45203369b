import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';

import { en } from './i18n/common/en';
import { LanguageProvider } from './i18n/LanguageProvider';
import type { Catalogue } from './i18n/messages';
import { ToastProvider } from './parts/Toasts';

// jsdom lacks these.
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};
window.scrollTo = vi.fn();

/** Renders for a test what startPage() would, in English, with the texts of the shared parts and `own`. */
export function show(content: ReactNode, own: Catalogue = {}) {
  const load = () => Promise.resolve(own);
  return render(
    <MantineProvider env="test">
      <ToastProvider>
        <LanguageProvider texts={{ en: load, bn: load }} initial={{ language: 'en', catalogue: { ...en, ...own } }}>
          {content}
        </LanguageProvider>
      </ToastProvider>
    </MantineProvider>,
  );
}
