// The pages where somebody sees who else is in the account: what is ended or forgotten there really is, as the API says too.
import assert from 'node:assert/strict';

import { enter, fromElsewhere, statusOf, untilRefused } from './account.mjs';
import { assertAccessible, desktop, eventually, makeAccount, password, phone, startWorld } from './harness.mjs';

const { gatehouse, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const section = (page, name) => page.getByRole('region', { name });

/** Somebody who is signed in on an Android phone, under Windows, and on the page. */
async function withDevices(page, name) {
  const email = `${name}@example.com`;
  const { access_token: android } = (await makeAccount(gatehouse, email)).tokens;
  const { access_token: windows } = (await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: email, password })).tokens;
  await enter(page, { email }, '/account/devices');
  await heading(page, 'Devices').waitFor();
  const get = async (path) =>
    (await fetch(gatehouse.url + path, { headers: { Authorization: `Bearer ${android}` } })).json();
  return { email, android, windows, get };
}

for (const [where, options] of [['a phone', phone], ['a desktop', desktop]]) {
  browse(`one session is ended on ${where}, and no other`, options, [401], async (page) => {
    const { android, windows, get } = await withDevices(page, `one.${where.replace(' ', '-')}`);
    const sessions = section(page, 'Where you are signed in').getByRole('listitem');
    const own = sessions.filter({ hasText: 'This device' });
    await sessions.nth(2).waitFor();
    assert.equal(await own.getByRole('button').count(), 0, 'the present one is ended by signing out');
    await sessions.filter({ hasText: 'Windows' }).getByRole('button', { name: /^Sign out/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Whoever uses it has to sign in again').waitFor();
    await assertAccessible(page);
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText(/Windows is signed out$/).waitFor();
    await sessions.filter({ hasText: 'Windows' }).waitFor({ state: 'detached' });
    await untilRefused(gatehouse, windows);
    assert.equal(await statusOf(gatehouse, android), 200);
    assert.equal((await get('/v1/me/sessions')).items.length, 2);
    await page.reload();
    await sessions.nth(1).waitFor();
    await own.waitFor();
    assert.equal(await sessions.count(), 2);
  });
}

browse('a device is forgotten, and signed out by that', desktop, [401], async (page) => {
  const { android, windows, get } = await withDevices(page, 'forgotten');
  const before = (await get('/v1/me/devices')).items;
  assert.equal(before.length, 3);
  const devices = section(page, 'Devices you have used').getByRole('listitem');
  const there = devices.filter({ hasText: 'Windows' });
  await there.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It is signed out and has to be recognised again').waitFor();
  await assertAccessible(page);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText(/Windows is removed$/).waitFor();
  await there.waitFor({ state: 'detached' });
  await section(page, 'Where you are signed in').getByText('Windows').waitFor({ state: 'detached' });
  await untilRefused(gatehouse, windows);
  assert.equal(await statusOf(gatehouse, android), 200);
  assert.equal((await get('/v1/me/devices')).items.length, 2);
});

browse('this wasn’t me: that very session has no use any more', phone, [401], async (page) => {
  const { android, windows } = await withDevices(page, 'not-me');
  await page.goto('/account/activity?view=sign-ins');
  const entries = page.getByRole('listitem').filter({ hasText: 'Chrome · Windows' });
  await entries.first().getByRole('button', { name: 'This wasn’t me' }).click();
  await page.getByRole('button', { name: 'End it and go on' }).click();
  await page.getByText('We have ended that session').waitFor();
  await untilRefused(gatehouse, windows);
  assert.equal(await statusOf(gatehouse, android), 200, 'another one goes on');
});

browse('what happened is shown by how much it matters, sign-ins by how they ended', desktop, [401], async (page) => {
  const { email, windows } = await withDevices(page, 'filters');
  await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: email, password: `not ${password}` });
  const ask = async (path) =>
    (await (await fetch(gatehouse.url + path, { headers: { Authorization: `Bearer ${windows}` } })).json()).items;
  const entries = page.getByRole('main').getByRole('listitem');
  const filter = page.getByLabel('Show', { exact: true });
  const counts = {};
  for (const [view, show, query] of [
    ['events', 'all', '/v1/me/security-events?limit=100&min_severity=low'],
    ['events', 'notable', '/v1/me/security-events?limit=100&min_severity=medium'],
    ['events', 'serious', '/v1/me/security-events?limit=100&min_severity=high'],
    ['sign-ins', 'all', '/v1/me/sign-in-history?limit=100'],
    ['sign-ins', 'good', '/v1/me/sign-in-history?limit=100&is_successful=true'],
    ['sign-ins', 'failed', '/v1/me/sign-in-history?limit=100&is_successful=false'],
  ]) {
    if (show === 'all') await page.goto(`/account/activity?view=${view}`);
    await filter.selectOption(show);
    await page.waitForURL(show === 'all' ? `**/activity?view=${view}**` : `**/activity?view=${view}&show=${show}`);
    const expected = (await ask(query)).length;
    counts[`${view} ${show}`] = expected;
    await page.getByText(expected === 0 ? 'Nothing here' : 'That is all').waitFor();
    await eventually(() => entries.count(), expected, `${view} ${show}`);
  }
  assert(counts['events all'] > counts['events notable'] && counts['events notable'] >= counts['events serious'], JSON.stringify(counts));
  assert.deepEqual([counts['sign-ins all'], counts['sign-ins good'], counts['sign-ins failed']], [4, 3, 1]);
});
