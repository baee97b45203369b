import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ToastProvider, useToast } from './Toasts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Teller({ run }: { run?: () => void }) {
  const tell = useToast();
  return <button onClick={() => tell('Done', run && { label: 'Undo', run })}>tell</button>;
}

function show(run?: () => void) {
  render(
    <ToastProvider>
      <Teller {...(run && { run })} />
    </ToastProvider>,
  );
  fireEvent.click(screen.getByText('tell'));
}
function pass(seconds: number) {
  act(() => {
    vi.advanceTimersByTime(seconds * 1000);
  });
}

it('goes by itself, later when something can be taken back', () => {
  show();
  pass(7);
  expect(screen.queryByText('Done')).toBeNull();
});

it('stays while its button has the focus, and goes when it has it no more', () => {
  const run = vi.fn();
  show(run);
  pass(15);
  const undo = screen.getByText('Undo');
  fireEvent.focus(undo);
  pass(600);
  expect(screen.queryByText('Undo')).toBe(undo);
  fireEvent.blur(undo);
  pass(25);
  expect(screen.queryByText('Undo')).toBeNull();
  expect(run).not.toHaveBeenCalled();
});

it('takes back, and is gone', () => {
  const run = vi.fn();
  show(run);
  fireEvent.click(screen.getByText('Undo'));
  expect(run).toHaveBeenCalledTimes(1);
  expect(screen.queryByText('Done')).toBeNull();
});
