import { show } from '@gatehouse/ui/testing';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { rememberedAccounts, restoreAccounts } from '../remembered';
import { en } from '../texts/en';
import { AccountList } from './AccountList';

vi.mock('../session', () => ({ api: {} }));

beforeEach(() => {
  window.history.replaceState(null, '', '/sign-in?switch=');
  restoreAccounts([
    { id: 'acc_1', identifier: 'rahim@example.com', name: 'Rahim' },
    { id: 'acc_2', identifier: 'karim@example.com', name: 'Karim' },
  ]);
});
afterEach(cleanup);

const forget = (name: string) => fireEvent.click(screen.getByRole('button', { name: `Forget ${name} on this device` }));

it('asks for a name when no account is left, and comes back when that is undone', () => {
  show(<AccountList onChoose={vi.fn()} />, en);
  forget('Rahim');
  expect(window.location.search).toBe('?switch=');
  forget('Karim');
  expect(window.location.search).toBe('?step=name&switch=');
  expect(rememberedAccounts()).toEqual([]);
  fireEvent.click(screen.getAllByRole('button', { name: 'Undo' })[1] ?? document.body);
  expect(window.location.search).toBe('?switch=');
  expect(rememberedAccounts().map(({ name }) => name)).toEqual(['Karim']);
});

it('leaves whoever has gone on where they are when the last one is restored', () => {
  show(<AccountList onChoose={vi.fn()} />, en);
  forget('Rahim');
  forget('Karim');
  window.history.replaceState(null, '', '/sign-in?step=password');
  fireEvent.click(screen.getAllByRole('button', { name: 'Undo' })[1] ?? document.body);
  expect(window.location.search).toBe('?step=password');
});
