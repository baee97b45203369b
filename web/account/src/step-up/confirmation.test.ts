import { expect, it, vi } from 'vitest';

import { Confirmation } from './confirmation';

it('asks once for all that wait, and tells all', async () => {
  const confirmation = new Confirmation();
  const heard = vi.fn();
  confirmation.subscribe(heard);
  const waiting = Promise.all([confirmation.ask(1), confirmation.ask(2)]);
  expect(confirmation.level()).toBe(1);
  expect(heard).toHaveBeenCalledTimes(1);
  confirmation.answer(true);
  expect(await waiting).toEqual([true, true]);
  expect(confirmation.level()).toBeUndefined();
});

it('asks anew after it was refused', async () => {
  const confirmation = new Confirmation();
  const refused = confirmation.ask(2);
  confirmation.answer(false);
  expect(await refused).toBe(false);
  const next = confirmation.ask(3);
  expect(confirmation.level()).toBe(3);
  confirmation.answer(true);
  expect(await next).toBe(true);
});
