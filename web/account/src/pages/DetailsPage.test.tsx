import { type Account, ApiError } from '@gatehouse/api-client';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { api } from '../session';
import { showPart } from '../testing';
import { DetailsPage } from './DetailsPage';

vi.mock('../session', () => ({ api: { updateAccount: vi.fn() } }));

afterEach(cleanup);

it('leads to the name that is missing, or that the server refuses', async () => {
  const account = { account_type: 'individual', created_at: '2026-01-31T09:00:00Z', display_name: 'Rahim' } as Account;
  showPart(<DetailsPage account={account} />);
  const field = screen.getByRole('textbox', { name: 'Name' });
  const save = screen.getByRole('button', { name: 'Save' });
  fireEvent.change(field, { target: { value: ' ' } });
  fireEvent.click(save);
  await waitFor(() => expect(document.activeElement).toBe(field));
  save.focus();
  const violation = { pointer: '/display_name', rule: 'characters', message: '' };
  vi.mocked(api.updateAccount).mockRejectedValue(new ApiError('validation_failed', 422, [violation]));
  fireEvent.change(field, { target: { value: 'R\u0000' } });
  fireEvent.click(save);
  await waitFor(() => expect(document.activeElement).toBe(field));
});
