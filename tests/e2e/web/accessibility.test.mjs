// Every page in every state by keyboard alone: each thing to operate is reached, seen, named and shown to have the focus.
import assert from 'node:assert/strict';

import { desktop, loadAxe, settled, startWorld } from './harness.mjs';
import { prepare, refused, settings, walks } from './pages.mjs';

const { gatehouse, browse } = startWorld(settings, prepare);

/** Runs in the page: puts the focus before its first thing, and remembers all that a keyboard must get to. */
function begin() {
  const { axe } = globalThis;
  const scope = [...document.querySelectorAll('dialog[open]')].find((dialog) => dialog.contains(document.activeElement))
    ?? document.querySelector('dialog[open]') ?? document;
  const all = [...scope.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  const wanted = new Map();
  axe.setup();
  for (const element of all) {
    if (element.matches(':disabled, [tabindex="-1"]') || !element.checkVisibility({ visibilityProperty: true })) continue;
    // The radio buttons of a group are one stop.
    const key = element.type === 'radio' ? `radio ${element.name}` : element;
    wanted.set(key, { html: element.cloneNode(false).outerHTML, name: axe.commons.text.accessibleText(element).trim() });
  }
  axe.teardown();
  const start = scope === document ? document.body : scope;
  const before = start.getAttribute('tabindex');
  start.tabIndex = -1;
  start.focus({ preventScroll: true });
  if (before === null) start.removeAttribute('tabindex');
  globalThis.walk = { scope, wanted, reached: new Set(), last: undefined, round: false };
  return wanted.size;
}

/** Runs in the page after each press of the key: what is wrong about where the focus is now, and about how it was shown before. */
function look() {
  const { walk } = globalThis;
  const at = document.activeElement;
  const nameOf = (element) => element.cloneNode(false).outerHTML;
  // A field that is drawn by its label shows the focus there.
  const near = (element) => [element, ...(element.labels ?? []), ...[...(element.labels ?? [])].flatMap((label) => [...label.children]),
    element.parentElement, ...element.parentElement.children];
  const marksOf = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
    return { outline: outlineStyle === 'none' ? '' : `${outlineWidth} ${outlineColor}`, boxShadow };
  };
  const wrong = [];
  if (walk.last) {
    const isShown = walk.last.marks.some(([element, { outline, boxShadow }]) => {
      const now = marksOf(element);
      return (outline !== '' && outline !== now.outline) || (boxShadow !== 'none' && boxShadow !== now.boxShadow);
    });
    if (!isShown) wrong.push(`nothing shows the focus on ${nameOf(walk.last.element)}`);
    if (walk.last.element === at) wrong.push(`the focus is stuck on ${nameOf(at)}`);
  }
  walk.last = undefined;
  if (at === document.body) return { wrong, isRound: true };
  const key = at.type === 'radio' ? `radio ${at.name}` : at;
  if (walk.reached.has(key)) return { wrong, isRound: true };
  walk.reached.add(key);
  walk.last = { element: at, marks: near(at).map((element) => [element, marksOf(element)]) };
  if (!walk.scope.contains(at)) wrong.push(`the focus has left the dialog: ${nameOf(at)}`);
  const thing = walk.wanted.get(key);
  if (!thing) wrong.push(`nothing to operate has the focus: ${nameOf(at)}`);
  else if (thing.name === '') wrong.push(`no name: ${thing.html}`);

  const boxes = [at, ...(at.labels ?? [])].map((element) => element.getBoundingClientRect());
  const box = boxes.find(({ width, height }) => width >= 8 && height >= 8);
  if (!box) return { wrong: [...wrong, `too small to be seen: ${nameOf(at)}`], isRound: false };
  const isTall = box.height > innerHeight;
  // A border's width more or less does not hide it.
  const isInside = box.left >= -2 && box.right <= innerWidth + 2 && (isTall || (box.top >= -2 && box.bottom <= innerHeight + 2));
  if (!isInside) wrong.push(`outside of the window (${box.left}, ${box.top}, ${box.right}, ${box.bottom}): ${nameOf(at)}`);
  const above = document.elementFromPoint((box.left + box.right) / 2, isTall ? innerHeight / 2 : (box.top + box.bottom) / 2);
  const isSeen = near(at).some((element) => element === above || (element !== at.parentElement && element.contains(above)));
  if (isInside && !isSeen) wrong.push(`behind ${above && nameOf(above)}: ${nameOf(at)}`);
  return { wrong, isRound: false };
}

function missed() {
  const { wanted, reached } = globalThis.walk;
  return [...wanted].filter(([key]) => !reached.has(key) && (typeof key === 'string' || key.isConnected)).map(([, { html }]) => html);
}

/** Goes once around the page, or the dialog over it, with the tab key. */
async function goAround(page) {
  await loadAxe(page);
  await settled(page);
  const found = [];
  // What a page loads while one walks is more than was counted.
  const most = (await page.evaluate(begin)) * 2 + 20;
  for (let pressed = 0; ; ++pressed) {
    assert(pressed < most, 'the focus never comes around');
    await page.keyboard.press('Tab');
    const { wrong, isRound } = await page.evaluate(look);
    found.push(...wrong);
    if (isRound) break;
  }
  found.push(...(await page.evaluate(missed)).map((html) => `not reached: ${html}`));
  return found;
}

for (const [name, walk] of Object.entries(walks)) {
  browse(`by keyboard: ${name}`, { ...desktop, reducedMotion: 'reduce' }, refused[name], async (page) => {
    const found = [];
    await walk(page, gatehouse, `keyboard-${name}`, async (state) => {
      found.push(...(await goAround(page)).map((wrong) => `${state}: ${wrong}`));
    });
    assert.deepEqual([...new Set(found)], []);
  });
}
