import { show } from '@gatehouse/ui/testing';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, it, vi } from 'vitest';

import { Docs } from './Docs';
import { en } from './texts/en';

afterEach(cleanup);

it('says so when the document cannot be had', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"code":"unavailable"}', { status: 503 })));
  show(<Docs />, en);
  await screen.findByText(en['docs.failed']);
});
