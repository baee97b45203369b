import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { show } from '../testing';
import { ConfirmDialog, Dialog } from './Dialog';

afterEach(cleanup);

const pressEscape = () => fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));

function closeUnasked() {
  const dialog = screen.getByRole<HTMLDialogElement>('dialog');
  dialog.close();
  fireEvent(dialog, new Event('close'));
}

function confirm(isBusy: boolean) {
  const onClose = vi.fn();
  show(<ConfirmDialog title="Sure?" text="" action="Do it" isBusy={isBusy} onConfirm={vi.fn()} onClose={onClose} />);
  return onClose;
}

it('closes by Escape, however the browser does it, and by its button', () => {
  const onClose = confirm(false);
  pressEscape();
  expect(onClose).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(onClose).toHaveBeenCalledTimes(2);
  closeUnasked();
  expect(onClose).toHaveBeenCalledTimes(3);
});

it('does not close while what was confirmed is under way', () => {
  const onClose = confirm(true);
  pressEscape();
  closeUnasked();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(onClose).not.toHaveBeenCalled();
  expect(screen.getByRole<HTMLDialogElement>('dialog').open).toBe(true);
});

it('is held where it shows what is shown this once', () => {
  const onClose = vi.fn();
  show(
    <Dialog isHeld title="Codes" onClose={onClose}>
      <button onClick={onClose}>Kept</button>
    </Dialog>,
  );
  pressEscape();
  expect(onClose).not.toHaveBeenCalled();
  fireEvent.click(screen.getByText('Kept'));
  expect(onClose).toHaveBeenCalledTimes(1);
});
