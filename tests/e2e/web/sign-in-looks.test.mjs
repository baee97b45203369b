// Every state of the sign-in pages is accessible and fits its window: light and dark, on a phone and a desktop, in English and Bangla.
import { after, before } from 'node:test';

import { assertAccessible, browsing, desktop, phone, startBrowser, startGatehouse } from './harness.mjs';
import { prepareStates, walkStates } from './sign-in-states.mjs';

let gatehouse;
let browser;
before(async () => {
  [gatehouse, browser] = await Promise.all([startGatehouse(), startBrowser()]);
  await prepareStates(gatehouse);
});
after(async () => {
  await browser?.close();
  await gatehouse?.stop();
});
const browse = browsing(() => ({ gatehouse, browser }));

const refused = [401, 403, 404, 410, 422, 429];
const windows = { phone: phone.viewport, desktop: desktop.viewport, narrow: { width: 320, height: 640 } };

for (const locale of ['en-GB', 'bn-BD']) {
  browse(`every state, ${locale}`, { locale, colorScheme: 'light' }, refused, async (page) => {
    await walkStates(page, gatehouse, locale.slice(0, 2), async (state) => {
      for (const [name, size] of Object.entries(windows)) {
        for (const colorScheme of ['light', 'dark']) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme });
          await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
          await assertAccessible(page).catch((error) => {
            throw new Error(`${state}, ${name}, ${colorScheme}: ${error.message}`);
          });
        }
      }
    });
  });
}
