import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, it, vi } from 'vitest';

import { show } from '../testing';
import { BackupCodes } from './BackupCodes';
import { Dialog } from './Dialog';

afterEach(cleanup);

it.each([
  [() => Promise.resolve(), 'The codes are copied'],
  [() => Promise.reject(new Error('refused')), 'The browser did not let us copy. Select the codes and copy them yourself.'],
])('says within its dialog what came of copying', async (writeText, text) => {
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  show(
    <Dialog title="Codes" onClose={vi.fn()}>
      <BackupCodes codes={['AAAAA-BBBBB']} />
    </Dialog>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Copy' }));
  await within(screen.getByRole('dialog')).findByText(text);
});
