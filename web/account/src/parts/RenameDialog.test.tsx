import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { showPart } from '../testing';
import { RenameDialog } from './RenameDialog';

afterEach(cleanup);

it('leads to the field when the name is missing', () => {
  const onRename = vi.fn();
  showPart(<RenameDialog title="Name" label="Name" initial=" " isBusy={false} error={null} onRename={onRename} onClose={vi.fn()} />);
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' }));
  expect(onRename).not.toHaveBeenCalled();
});
