// What the tests of languages share: what a page says, what of it is not in its language, and what does not fit.
import assert from 'node:assert/strict';

import { settled, startWorld } from './harness.mjs';
import { prepare, refused, settings, walks } from './pages.mjs';

const windows = [{ width: 320, height: 640 }, { width: 390, height: 844 }, { width: 1280, height: 800 }];

/** Runs in the page: its title and every text in it, of those that are only read out too, in the language of the page. */
function textsOf() {
  const { lang } = document.documentElement;
  const texts = [{ text: document.title, where: 'title' }];
  const compared = 'output, fieldset .mantine-Button-label, dialog strong';
  // The API reference is English, which the longer language says that it is too.
  const isOther = (said) => said !== document.documentElement && (said.lang !== lang || lang === 'en');
  const isSkipped = (element) =>
    // What is data by its very element, what says that it is in another language, and lists of countries and time zones.
    element.closest('code, pre, time, script, style, noscript, article h2') !== null || element.matches(compared) || isOther(element.closest('[lang]'))
    || element.closest('select')?.options.length > 50 || !(element.closest('select') ?? element).checkVisibility({ visibilityProperty: true });
  const add = (element, text) => {
    if (text && /[\p{L}\p{N}]/u.test(text) && !isSkipped(element)) texts.push({ text: text.trim(), where: element.outerHTML.slice(0, 160) });
  };
  for (const element of document.body.querySelectorAll('*')) {
    add(element, [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data).join(''));
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) add(element, element.getAttribute(name));
  }
  return texts;
}

/** Runs in the page: what does not fit where it stands. */
function cutOf() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const cut = scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} wider than its window`] : [];
  for (const element of document.body.querySelectorAll('*')) {
    const { overflowX, overflowY, clip, clipPath } = getComputedStyle(element);
    // Only read out: hidden on purpose.
    const isUnseen = clipPath !== 'none' || clip !== 'auto' || element.closest('[aria-hidden=true]') !== null;
    if (isUnseen || !element.checkVisibility({ visibilityProperty: true }) || element.matches('input, select, option, svg *, [data-loading]')) continue;
    const isControl = element.closest('button, a, summary, label, legend, h1, h2, [role=status]') !== null;
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
    const isWide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    const isHigh = element.scrollHeight > element.clientHeight + 1 && element.clientHeight > 0;
    const isCut = (hides(overflowX) && isWide) || (hides(overflowY) && isHigh) || (isControl && isWide && overflowX === 'visible');
    const frame = element.matches('button, a') && element.closest('dialog, main')?.getBoundingClientRect();
    const { left, right } = element.getBoundingClientRect();
    if (frame && (left < frame.left - 1 || right > frame.right + 1)) cut.push(`out of its frame: ${element.outerHTML.slice(0, 200)}`);
    // The name of who is signed in may be longer than anybody's window.
    if (isCut && element.textContent.trim() !== '' && !/^Rahim Uddin$/.test(element.textContent)) cut.push(element.outerHTML.slice(0, 240));
  }
  return cut;
}

/** What is data in any language. */
export const data = [
  /[\p{L}\p{N}•.+-]+@[\p{L}\p{N}.-]+\w/gu, // mailboxes
  /(?<![\p{L}\p{N}])\+?[\d•]+(?:[\s-][\d•]+)+/gu, // telephone numbers
  /\b\d+\.\d+\.\d+\.\d+\b|::1\b/g, // network addresses
  /Rahim Uddin|Karim|A shop with quite a long name in it/g, // people
  /Chrome|Android|Windows|Linux|^Gatehouse$/g, // products, this one while its texts are on their way
  /^\p{Lu}$/gu, // the first letter of a name
  /^X{5}-X{5}$/g, // what a code looks like
  /\blocalhost:\d+/g, // this site
  /\b[A-Z]{2} \+\d+ ▾|\(\+\d+\)/g, // calling codes
  /(?<=সংখ্যাটি |সংখ্যা )\d\d/g, // what two devices compare
  /^(English|বাংলা)$/g, // languages, in themselves
];
export const without = (text, patterns) => patterns.reduce((rest, pattern) => rest.replace(pattern, ''), text);

async function findCut(page, state, found) {
  const before = page.viewportSize();
  for (const size of windows) {
    await page.setViewportSize(size);
    found.push(...(await page.evaluate(cutOf)).map((what) => `${state}, ${size.width}: cut off: ${what}`));
  }
  await page.setViewportSize(before);
}

async function findForeign(page, state, leftOf, found) {
  for (const { text, where } of await page.evaluate(textsOf)) {
    const left = leftOf(text);
    if (/[\p{L}\p{N}]/u.test(left)) found.push(`${state}: “${left.trim()}” in “${text}”: ${where}`);
  }
}

/** A test for each walk in a language: `leftOf` answers what of a text is not in it, `change` makes a page speak it. */
export function testLanguage(locale, leftOf, change = () => undefined) {
  const { gatehouse, browse } = startWorld(settings, prepare);
  for (const [name, walk] of Object.entries(walks)) {
    browse(`written and fitting: ${name}`, { locale, viewport: windows[2], reducedMotion: 'reduce' }, refused[name], async (page) => {
      await change(page);
      const found = [];
      await walk(page, gatehouse, `${locale}-${name}`, async (state) => {
        await settled(page);
        await findCut(page, state, found);
        await findForeign(page, state, leftOf, found);
      });
      assert.deepEqual([...new Set(found)], []);
    });
  }
}
