import { afterAll, beforeEach, expect, it } from 'vitest';

import { focused, giveBack, keepFocus } from './focus';

afterAll(keepFocus());
const at = (id: string) => document.getElementById(id) ?? document.body;

beforeEach(() => {
  document.body.innerHTML = `
    <h1 id="title" tabindex="-1">Title</h1>
    <ul><li><button id="one">1</button></li><li><button id="two">2</button></li></ul>
    <div><button id="alone">3</button></div>`;
});

async function removed(id: string, what: (element: HTMLElement) => Element | null): Promise<string | undefined> {
  at(id).focus();
  what(at(id))?.remove();
  await Promise.resolve();
  return document.activeElement?.id;
}

it('goes to the next entry of a list when its own is gone, and else to the title', async () => {
  expect(await removed('one', (button) => button.parentElement)).toBe('two');
  expect(await removed('two', (button) => button.parentElement)).toBe('title');
  expect(await removed('alone', (button) => button)).toBe('title');
});

it('stays where it is when something else goes, and where something has taken it at once', async () => {
  at('two').focus();
  at('one').parentElement?.remove();
  await Promise.resolve();
  expect(document.activeElement?.id).toBe('two');
  at('two').remove();
  at('alone').focus();
  await Promise.resolve();
  expect(document.activeElement?.id).toBe('alone');
});

it('is given back to what had it before, and to the title when that is gone', () => {
  const opener = at('alone');
  opener.focus();
  expect(focused()).toBe(opener);
  opener.blur();
  expect(focused(), 'it was busy').toBe(opener);
  giveBack(opener);
  expect(document.activeElement).toBe(opener);
  opener.remove();
  giveBack(opener);
  expect(document.activeElement?.id).toBe('title');
});
