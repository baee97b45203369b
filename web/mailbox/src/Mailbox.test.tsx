import { show } from '@gatehouse/ui/testing';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { Mailbox } from './Mailbox';
import { en } from './texts/en';

afterEach(cleanup);

function answer(status: number, body: unknown) {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })));
}

it('says so when the messages cannot be had', async () => {
  answer(503, { code: 'unavailable' });
  show(<Mailbox />, en);
  await screen.findByText(en['mailbox.failed']);
  expect(screen.queryByText(en['mailbox.empty'])).toBeNull();
});

it('says so when the browser does not let a code be copied', async () => {
  const message = { channel: 'email', to: 'a@example.com', subject: '', text: '', code: '123456', created_at: '2026-01-31T09:00:00Z' };
  answer(200, { items: [message] });
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error()) }, configurable: true });
  show(<Mailbox />, en);
  fireEvent.click(await screen.findByRole('button', { name: en['mailbox.copy'] }));
  await screen.findByText(/did not let us copy/);
});
