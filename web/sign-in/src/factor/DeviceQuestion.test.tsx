import { ApiError } from '@gatehouse/api-client';
import { show } from '@gatehouse/ui/testing';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { en } from '../texts/en';
import { DeviceQuestion } from './DeviceQuestion';

vi.mock('../session', () => ({ api: {} }));

afterEach(cleanup);

it('asks again once, however often that is pressed', async () => {
  const ask = vi.fn().mockRejectedValueOnce(ApiError.offline());
  ask.mockReturnValueOnce(new Promise(() => undefined));
  show(<DeviceQuestion method="push" ask={ask} onApproved={vi.fn()} onEnd={() => true} />, en);
  const again = await screen.findByRole<HTMLButtonElement>('button', { name: 'Ask again' });
  fireEvent.click(again);
  fireEvent.click(again);
  await waitFor(() => expect(again.disabled).toBe(true));
  expect(ask.mock.calls).toEqual([[false], [true]]);
});
