import type { Account, Enrolled, Enrolment } from '@gatehouse/api-client';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { api } from '../../session';
import { showPart } from '../../testing';
import { AddSentCode } from './AddSentCode';

vi.mock('../../session', () => ({ api: { beginEnrolment: vi.fn(), confirmEnrolment: vi.fn() } }));
const begin = vi.mocked(api.beginEnrolment);

const account = { id: 'acc_1' } as Account;
const inAMinute = () => new Date(Date.now() + 60_000).toISOString();
const enrolment = (id: string): Enrolment => ({ id, method: 'email', sent_to: 'o•••@example.com', expires_at: inAMinute() });

beforeEach(() => {
  sessionStorage.clear();
  begin.mockReset();
});
afterEach(cleanup);

const code = () => screen.findByRole('textbox', { name: 'Code' });
const open = (whose = account) => showPart(<AddSentCode account={whose} method="email" onAdded={vi.fn()} />);

async function send() {
  open();
  begin.mockResolvedValueOnce(enrolment('mfa_1'));
  fireEvent.change(screen.getByRole('textbox', { name: 'E-mail address' }), { target: { value: 'other@example.com' } });
  fireEvent.click(screen.getByRole('button', { name: 'Send a code' }));
  await code();
}

it('sends a new code to the same address, once, and stays where the code is typed', async () => {
  await send();
  let answer: (sent: Enrolment) => void = () => undefined;
  begin.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const again = screen.getByRole('button', { name: 'Send a new code' });
  fireEvent.click(again);
  fireEvent.click(again);
  await code();
  expect(begin.mock.calls).toEqual([['email', { email: 'other@example.com' }], ['email', { email: 'other@example.com' }]]);
  answer(enrolment('mfa_2'));
  await screen.findByText('A new code is on its way');
  vi.mocked(api.confirmEnrolment).mockResolvedValue({} as Enrolled);
  fireEvent.change(await code(), { target: { value: '123456' } });
  await waitFor(() => expect(api.confirmEnrolment).toHaveBeenCalledWith('email', { id: 'mfa_2', code: '123456' }));
});

it('still waits for the code when the page is loaded again, and for this account only', async () => {
  await send();
  cleanup();
  open();
  await code();
  cleanup();
  open({ id: 'acc_2' } as Account);
  expect(screen.queryByRole('textbox', { name: 'Code' })).toBeNull();
  cleanup();
  open();
  fireEvent.click(screen.getByRole('button', { name: 'Use another address' }));
  cleanup();
  open();
  expect(screen.queryByRole('textbox', { name: 'Code' })).toBeNull();
});
