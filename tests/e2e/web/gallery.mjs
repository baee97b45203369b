// node gallery.mjs FOLDER: a picture of every page, on a phone and a desktop, light in English and dark in Bangla, to look at.
import { join } from 'node:path';

import { desktop, makeAccount, openContext, password, phone, startBrowser, startGatehouse } from './harness.mjs';
import { prepareStates, walkStates } from './sign-in-states.mjs';

const [folder] = process.argv.slice(2);
const looks = [
  { colorScheme: 'light', locale: 'en-GB', language: 'en' },
  { colorScheme: 'dark', locale: 'bn-BD', language: 'bn' },
];
const open = ['/dev/outbox'];
const closed = ['', '/details', '/security?alarm', '/devices', '/activity', '/activity?view=sign-ins', '/preferences'];

const [gatehouse, browser] = await Promise.all([startGatehouse(), startBrowser()]);
try {
  await prepareStates(gatehouse);
  for (const [name, window] of Object.entries({ phone, desktop })) {
    for (const { language, ...look } of looks) {
      const email = `rahim.${name}.${language}@example.com`;
      await makeAccount(gatehouse, email, { display_name: 'Rahim Uddin', locale: language });
      const { context } = await openContext(browser, gatehouse, { ...window, ...look });
      const page = await context.newPage();
      const picture = async (path) => {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(500);
        const title = path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'welcome';
        await page.screenshot({ path: join(folder, `${title}.${name}.${look.colorScheme}.png`), fullPage: true });
      };
      for (const path of open) await picture(path);
      const body = JSON.stringify({ identifier: email, password });
      await page.evaluate(async (text) => {
        const headers = { 'Content-Type': 'application/json', 'X-Requested-With': 'gatehouse' };
        await fetch('/v1/sign-ins', { method: 'POST', headers, body: text.replace(/.{3}"}$/, 'no"}') });
        await fetch('/v1/sign-ins', { method: 'POST', headers, body: text });
      }, body);
      for (const path of closed) await picture(`/account${path}`);
      await context.close();
      const { context: front } = await openContext(browser, gatehouse, { ...window, ...look });
      const door = await front.newPage();
      await walkStates(door, gatehouse, `${name}-${language}`, async (state) => {
        await door.waitForTimeout(300);
        await door.screenshot({ path: join(folder, `sign-in.${state}.${name}.${look.colorScheme}.png`), fullPage: true });
      });
      await front.close();
    }
  }
} finally {
  await browser.close();
  await gatehouse.stop();
}
