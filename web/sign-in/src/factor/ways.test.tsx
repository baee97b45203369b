import { ApiError, type SignedIn } from '@gatehouse/api-client';
import { show } from '@gatehouse/ui/testing';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { finish } from '../arrival';
import { api } from '../session';
import { en } from '../texts/en';
import { CodeWay } from './CodeWay';
import { KeyWay } from './KeyWay';
import { useProof } from './useProof';
import type { FactorChoice } from './way';

vi.mock('../session', () => ({ api: { askSignIn: vi.fn(), verifySignIn: vi.fn() } }));
vi.mock('../arrival', () => ({ finish: vi.fn(), keepingReturn: (path: string) => path }));
const ceremony = vi.hoisted(() => ({ showPasskey: vi.fn(), prepareCeremonies: vi.fn() }));
vi.mock('@gatehouse/ui', async (original) => ({ ...(await original<object>()), ...ceremony }));
const verify = vi.mocked(api.verifySignIn);

beforeEach(() => {
  vi.resetAllMocks();
});
afterEach(cleanup);

function Way({ method }: { method: 'totp' | 'biometric' }) {
  const proof = useProof('sia_1', false);
  const Kind = method === 'totp' ? CodeWay : KeyWay;
  return (
    <Kind id="sia_1" choice={{ method } as FactorChoice} proof={proof} approval={undefined}>
      {null}
    </Kind>
  );
}

it('keeps a code that did not arrive, and clears one that was refused', async () => {
  show(<Way method="totp" />, en);
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Code' });
  verify.mockRejectedValueOnce(ApiError.offline());
  fireEvent.change(field, { target: { value: '123456' } });
  await screen.findByText(/could not reach the server/);
  expect(field.value).toBe('123456');
  verify.mockRejectedValueOnce(new ApiError('unavailable', 503));
  fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
  await screen.findByText(/cannot do this right now/);
  expect(field.value).toBe('123456');
  verify.mockRejectedValueOnce(new ApiError('code_invalid', 422));
  fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
  await waitFor(() => expect(field.value).toBe(''));
});

it('is busy from the press to the answer, and has the focus again when nothing came of it', async () => {
  let ask: (options: { public_key: string }) => void = () => undefined;
  vi.mocked(api.askSignIn).mockReturnValue(new Promise((resolve) => (ask = resolve as typeof ask)));
  let give: (error: Error) => void = () => undefined;
  ceremony.showPasskey.mockReturnValueOnce(new Promise((_, reject) => (give = reject)));
  show(<Way method="biometric" />, en);
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Use the passkey' });
  fireEvent.click(button);
  expect(button.disabled).toBe(true);
  ask({ public_key: 'options' });
  await waitFor(() => expect(ceremony.showPasskey).toHaveBeenCalledTimes(1));
  expect(button.disabled).toBe(true);
  give(Object.assign(new Error(), { name: 'NotAllowedError' }));
  await waitFor(() => expect(document.activeElement).toBe(button));
  ceremony.showPasskey.mockResolvedValueOnce('credential');
  verify.mockResolvedValueOnce({} as SignedIn);
  fireEvent.click(button);
  await waitFor(() => expect(finish).toHaveBeenCalledTimes(1));
  expect(button.disabled).toBe(true);
});
