import type { Enrolled, Enrolment, Mfa } from '@gatehouse/api-client';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { api } from '../../session';
import { showPart } from '../../testing';
import { AddPush } from './AddPush';

vi.mock('../../session', () => ({ api: { listFactors: vi.fn(), beginEnrolment: vi.fn(), confirmEnrolment: vi.fn() } }));
vi.mock('../../push/subscribe', () => ({ pushState: () => 'ready', subscribe: vi.fn(), PushFailure: Error }));
vi.mock('../../push/worker', () => ({ closeNotifications: vi.fn() }));

afterEach(cleanup);

it('takes the code of a message that is quicker than the answer it belongs to', async () => {
  const worker = new EventTarget();
  Object.defineProperty(navigator, 'serviceWorker', { value: worker, configurable: true });
  let answer: (enrolment: Enrolment) => void = () => undefined;
  vi.mocked(api.listFactors).mockResolvedValue({ push_public_key: 'key' } as Mfa);
  vi.mocked(api.beginEnrolment).mockReturnValue(new Promise((resolve) => (answer = resolve)));
  vi.mocked(api.confirmEnrolment).mockResolvedValue({} as Enrolled);
  const onAdded = vi.fn();
  showPart(<AddPush onAdded={onAdded} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Allow messages' }));
  await waitFor(() => expect(api.beginEnrolment).toHaveBeenCalled());
  worker.dispatchEvent(new MessageEvent('message', { data: { factor: 'mfa_1', code: '123456' } }));
  worker.dispatchEvent(new MessageEvent('message', { data: { approval: 'apr_1' } }));
  answer({ id: 'mfa_1', method: 'push' } as Enrolment);
  await waitFor(() => expect(onAdded).toHaveBeenCalledTimes(1));
  expect(vi.mocked(api.confirmEnrolment).mock.calls).toEqual([['push', { id: 'mfa_1', code: '123456' }]]);
});
