// Where an address is, on every page that shows one.
import assert from 'node:assert/strict';

import { enter } from './account.mjs';
import { makePerson } from './factors.mjs';
import { assertAccessible, desktop, phone, startWorld } from './harness.mjs';

const london = '81.2.69.142';

const { gatehouse, browse } = startWorld({
  GATEHOUSE_GEO_CITY_DATABASE: new URL('../../data/geo/GeoIP2-City-Test.mmdb', import.meta.url).pathname,
  // So that a test can say where the browser is.
  GATEHOUSE_HTTP_TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
});

/** Looks at every page that shows where a session, a device, an event or a factor is. */
async function look(page, context, language, place) {
  await context.setExtraHTTPHeaders({ 'X-Forwarded-For': london });
  const person = await makePerson(gatehouse, `${language}@example.com`, { locale: language });
  await person.addTotp();
  await enter(page, person, '/account/devices');
  // The session, and the device beneath it.
  await page.getByText(place, { exact: true }).nth(1).waitFor();
  assert.equal(await page.getByText(place, { exact: true }).count(), 2);
  await assertAccessible(page);
  await page.goto('/account/activity');
  await page.getByText(place, { exact: true }).first().waitFor();
  // The registration came from this machine, of which no place is known.
  await page.getByText(/127\.0\.0\.1$/).first().waitFor();
  await assertAccessible(page);
}

browse('places are named in English', desktop, [401], (page, context) =>
  look(page, context, 'en', `London, United Kingdom (${london})`));

browse('places are named in Bangla, on a phone', { ...phone, locale: 'bn-BD' }, [401], (page, context) =>
  look(page, context, 'bn', `London, যুক্তরাজ্য (${london})`));
