import type { Mfa } from '@gatehouse/api-client';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { api } from '../../session';
import { showPart } from '../../testing';
import { BackupSection } from './BackupSection';

vi.mock('../../session', () => ({ api: { listFactors: vi.fn(), makeBackupCodes: vi.fn() } }));

afterEach(cleanup);

const mfa = { items: [{ id: 'mfa_1' }], backup_codes: { remaining: 2 } } as unknown as Mfa;
const asksToStay = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

async function renew() {
  vi.mocked(api.listFactors).mockResolvedValueOnce(mfa);
  showPart(<BackupSection />);
  fireEvent.click(await screen.findByRole('button', { name: 'Make new codes' }));
  fireEvent.click(screen.getAllByRole('button', { name: 'Make new codes' })[1] ?? document.body);
  await act(() => Promise.resolve());
}

it('shows new codes although nothing else arrives, and keeps them until they are kept', async () => {
  vi.mocked(api.makeBackupCodes).mockResolvedValue({ codes: ['AAAAA-BBBBB'] });
  vi.mocked(api.listFactors).mockReturnValue(new Promise(() => undefined));
  expect(asksToStay()).toBe(false);
  await renew();
  await screen.findByText('AAAAA-BBBBB');
  expect(asksToStay()).toBe(true);
  fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
  screen.getByText('AAAAA-BBBBB');
  fireEvent.click(screen.getByRole('button', { name: 'I have kept them' }));
  expect(screen.queryByText('AAAAA-BBBBB')).toBeNull();
  expect(asksToStay()).toBe(false);
});

it('cannot be left while codes are made: those before work no more', async () => {
  let answer: (made: { codes: string[] }) => void = () => undefined;
  vi.mocked(api.makeBackupCodes).mockReturnValue(new Promise((resolve) => (answer = resolve)));
  await renew();
  fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(asksToStay()).toBe(true);
  answer({ codes: ['CCCCC-DDDDD'] });
  await screen.findByText('CCCCC-DDDDD');
});
