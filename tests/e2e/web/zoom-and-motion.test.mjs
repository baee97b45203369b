// Every page in every state for those who see little or get dizzy: at 200 % nothing is lost, in the dark everything is to be read, and
// nothing moves that was asked not to.
import assert from 'node:assert/strict';

import { assertAccessible, startWorld } from './harness.mjs';
import { prepare, refused, settings, walks } from './pages.mjs';

const { gatehouse, browse } = startWorld(settings, prepare);

// What a window of 1280 × 800 is to a page at 200 %.
const zoomed = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, reducedMotion: 'reduce' };
const narrow = { width: 320, height: 640 };

// There is no heading before there is anything to read.
const untitled = ['page-has-heading-one'];

/** Runs in the page: what moves longer than anybody can see, or would when it is touched. */
function movesOf() {
  const longest = 1;
  const milliseconds = (list) => Math.max(...list.split(',').map((one) => parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000)));
  const nameOf = (element) => element.cloneNode(false).outerHTML;
  const moving = document.getAnimations()
    .filter(({ effect, playState }) => playState === 'running' && effect.getComputedTiming().activeDuration > longest)
    .map(({ effect }) => `moves: ${nameOf(effect.target)}`);
  const able = [...document.querySelectorAll('*')].flatMap((element) =>
    [null, '::before', '::after'].flatMap((part) => {
      const style = getComputedStyle(element, part);
      const lasts = Math.max(milliseconds(style.transitionDuration), style.animationName === 'none' ? 0 : milliseconds(style.animationDuration));
      return lasts > longest || style.scrollBehavior === 'smooth' ? [`would move: ${nameOf(element)}${part ?? ''}`] : [];
    }));
  return [...new Set([...moving, ...able])];
}

/** Runs in the page: what is to be operated or read and lies beside or above the page, where nobody can scroll to. */
function lostOf() {
  const { scrollWidth, scrollHeight } = document.documentElement;
  const scope = document.querySelector('dialog[open]') ?? document;
  return [...scope.querySelectorAll('a, button, input, select, summary, label, h1, h2, p, li, code, output')]
    .filter((element) => {
      // Shown when it has the focus, or only read out.
      if (element.matches('a[href="#content"]') || !element.checkVisibility({ visibilityProperty: true })) return false;
      for (let box = element; box; box = box.parentElement) {
        // What scrolls by itself, and the native dialog, whose place is that of the window.
        if (/auto|scroll/.test(getComputedStyle(box).overflow)) return false;
      }
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2) return false;
      return left + scrollX < -1 || top + scrollY < -1 || right + scrollX > scrollWidth + 1 || bottom + scrollY > scrollHeight + 1;
    })
    .map((element) => element.outerHTML.slice(0, 200));
}

for (const [name, walk] of Object.entries(walks)) {
  browse(`zoomed, narrow, dark and at rest: ${name}`, zoomed, refused[name], async (page) => {
    const found = [];
    const look = async (state) => {
      await assertAccessible(page, state.includes('loading') ? untitled : []).catch((error) => found.push(`${state}: ${error.message}`));
      found.push(...(await page.evaluate(lostOf)).map((html) => `${state} has lost ${html}`));
    };
    await walk(page, gatehouse, `zoomed-${name}`, async (state) => {
      await look(state);
      found.push(...(await page.evaluate(movesOf)).map((wrong) => `${state}: ${wrong}`));
      await page.setViewportSize(narrow);
      await look(`${state}, narrow`);
      await page.setViewportSize(zoomed.viewport);
      // That of the sign-in pages is looked at in every window by a test of their own.
      if (name === 'sign-in') return;
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
      await look(`${state}, dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('html[data-mantine-color-scheme=light]').waitFor();
    });
    assert.deepEqual([...new Set(found)], []);
  });
}

// What stands in a document until its script is there.
browse('at rest while nothing has arrived yet', zoomed, [0, 401], async (page) => {
  let release;
  const held = new Promise((resume) => (release = resume));
  await page.route(/\/assets\/start-.*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  for (const path of ['/sign-in', '/account', '/docs', '/dev/outbox']) {
    await page.goto(path, { waitUntil: 'commit' });
    await page.locator('.gh-skeleton').waitFor();
    assert.deepEqual(await page.evaluate(movesOf), [], path);
    await assertAccessible(page, untitled);
  }
  release();
});

// What a page says while the service has not answered it.
browse('at rest while the first answer is under way', zoomed, [0, 401], async (page) => {
  let release;
  const held = new Promise((resume) => (release = resume));
  await page.route('**', async (route) => {
    if (route.request().resourceType() === 'fetch') await held;
    await route.continue().catch(() => undefined);
  });
  for (const path of ['/account', '/docs', '/dev/outbox']) {
    await page.goto(path);
    await page.locator('[role=status][aria-label]').first().waitFor();
    await assertAccessible(page, untitled);
    assert.deepEqual(await page.evaluate(movesOf), [], path);
  }
  release();
});
