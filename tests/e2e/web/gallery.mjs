// node gallery.mjs FOLDER: a picture of every page in every state, on a phone and a desktop, light and dark, in English and Bangla, and
// an index.html that shows them side by side.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { desktop, openContext, phone, settled, startBrowser, startGatehouse } from './harness.mjs';
import { prepare, refused, settings, walks } from './pages.mjs';

const [folder] = process.argv.slice(2);
const windows = { phone: phone.viewport, desktop: desktop.viewport };
const schemes = ['light', 'dark'];
const languages = { en: 'en-GB', bn: 'bn-BD' };
const looks = Object.keys(windows).flatMap((window) =>
  Object.keys(languages).flatMap((language) => schemes.map((scheme) => `${window}.${language}.${scheme}`)));
/** The names of the files that show a state, in the order in which the walks come upon them. */
const states = new Map();

/** Takes the pictures of one state in one language. */
async function take(page, name, language) {
  await settled(page);
  if (!states.has(name)) states.set(name, `${String(states.size + 1).padStart(3, '0')}-${name}`);
  const state = states.get(name);
  for (const [window, size] of Object.entries(windows)) {
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const path = join(folder, `${state}.${window}.${language}.${colorScheme}.png`);
      await page.screenshot({ path, fullPage: (await page.locator('dialog[open]').count()) === 0, animations: 'disabled' });
    }
  }
}

function index() {
  const cell = (state, look) => `<td><a href="${state}.${look}.png"><img loading="lazy" src="${state}.${look}.png" alt="${state}, ${look}"></a></td>`;
  const row = (state) => `<tr id="${state}"><th scope="row">${state}</th>${looks.map((look) => cell(state, look)).join('')}</tr>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>
  body { margin: 0; font: 14px system-ui; } table { border-collapse: collapse; }
  th { position: sticky; left: 0; top: 0; padding: 6px; background: #fff; } thead th { z-index: 1; }
  td { padding: 4px; vertical-align: top; } img { display: block; height: 320px; border: 1px solid #ccc; }
</style>
<table><thead><tr><th></th>${looks.map((look) => `<th scope="col">${look}</th>`).join('')}</tr></thead>
<tbody>${[...states.values()].map(row).join('\n')}</tbody></table>
</html>
`;
}

await mkdir(folder, { recursive: true });
const [gatehouse, browser] = await Promise.all([startGatehouse(settings), startBrowser()]);
try {
  await prepare(gatehouse);
  for (const [name, walk] of Object.entries(walks)) {
    for (const [language, locale] of Object.entries(languages)) {
      const { context } = await openContext(browser, gatehouse, { ...desktop, locale }, refused[name]);
      const page = await context.newPage();
      await walk(page, gatehouse, `gallery-${name}-${language}`, (state) => take(page, `${name}-${state}`, language));
      await context.close();
    }
  }
  await writeFile(join(folder, 'index.html'), index());
} finally {
  await browser.close();
  await gatehouse.stop();
}
