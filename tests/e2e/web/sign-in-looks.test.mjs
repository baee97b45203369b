// Every state of the sign-in pages is accessible and fits its window: light and dark, on a phone and a desktop, in English and Bangla.

import { assertAccessible, desktop, phone, startWorld } from './harness.mjs';
import { prepare, refused, settings, walks } from './pages.mjs';

const { gatehouse, browse } = startWorld(settings, prepare);

const windows = { phone: phone.viewport, desktop: desktop.viewport, narrow: { width: 320, height: 640 } };

for (const locale of ['en-GB', 'bn-BD']) {
  browse(`every state, ${locale}`, { locale, colorScheme: 'light' }, refused['sign-in'], async (page) => {
    await walks['sign-in'](page, gatehouse, locale.slice(0, 2), async (state) => {
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
