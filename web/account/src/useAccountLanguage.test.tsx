import type { Account } from '@gatehouse/api-client';
import { LanguageChoice, pickLanguage, useLanguage } from '@gatehouse/ui';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { useAccount } from './queries';
import { api } from './session';
import { showPart } from './testing';
import { useAccountLanguage } from './useAccountLanguage';

vi.mock('./session', () => ({ api: { showAccount: vi.fn(), updateAccount: vi.fn() } }));
const update = vi.mocked(api.updateAccount);

beforeEach(() => {
  sessionStorage.clear();
  update.mockReset();
  update.mockImplementation(({ locale = 'en' }) => Promise.resolve({ locale } as Account));
});
afterEach(cleanup);

function Page() {
  useAccountLanguage(useAccount().data);
  return (
    <>
      <output>{useLanguage()[0]}</output>
      <LanguageChoice />
    </>
  );
}

function open(locale: string) {
  vi.mocked(api.showAccount).mockResolvedValue({ locale } as Account);
  showPart(<Page />);
}

it('shows the account’s language', async () => {
  open('bn');
  await waitFor(() => expect(document.querySelector('output')?.textContent).toBe('bn'));
  expect(update).not.toHaveBeenCalled();
});

it('makes one that is picked here the account’s', async () => {
  open('bn');
  await waitFor(() => expect(document.querySelector('output')?.textContent).toBe('bn'));
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'en' } });
  await waitFor(() => expect(update).toHaveBeenCalledTimes(1));
  expect(update.mock.calls[0]?.[0]).toEqual({ locale: 'en' });
  expect(document.querySelector('output')?.textContent).toBe('en');
});

it('makes one that was picked while signing in the account’s', async () => {
  pickLanguage('en');
  open('bn');
  await waitFor(() => expect(update).toHaveBeenCalledTimes(1));
  expect(update.mock.calls[0]?.[0]).toEqual({ locale: 'en' });
  expect(document.querySelector('output')?.textContent).toBe('en');
});
