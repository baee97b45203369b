// The account's pages while things are slow, missing, refused or ended elsewhere.
import assert from 'node:assert/strict';

import { enter, fromElsewhere, statusOf, untilRefused } from './account.mjs';
import { makePerson, totp } from './factors.mjs';
import { assertAccessible, desktop, eventually, makeAccount, password, phone, startWorld } from './harness.mjs';

const { gatehouse, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const facts = (page) => page.getByRole('region', { name: 'Security at a glance' });
const score = (page) => page.getByRole('region', { name: 'Your security' });
const unavailable = { status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","status":503}' };

async function newcomer(page, name, path = '/account') {
  const email = `${name}@example.com`;
  await makeAccount(gatehouse, email, { display_name: 'Rahim Uddin' });
  await enter(page, { email }, path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return email;
}

browse('nothing is called good before it is known', phone, [401], async (page) => {
  let release;
  const held = new Promise((resume) => (release = resume));
  for (const path of ['password', 'mfa', 'sign-in-history?*', 'security-events?*']) {
    await page.route(`**/v1/me/${path}`, async (route) => {
      await held;
      await route.continue();
    });
  }
  await newcomer(page, 'unknown');
  await facts(page).getByText('Your address is confirmed').waitFor();
  await facts(page).getByText('You are signed in').waitFor();
  for (const early of ['No failed sign-in', 'Nothing serious', 'without a password', 'Your password was last changed', 'guard']) {
    assert.equal(await facts(page).getByText(early).count(), 0, early);
  }
  assert.equal(await score(page).getByRole('img').count(), 0, 'there is no score yet');
  assert.equal(await facts(page).getByRole('status').count(), 4);
  await assertAccessible(page);
  release();
  for (const late of ['No failed sign-in', 'Nothing serious', 'Your password was last changed', 'Only your password guards']) {
    await facts(page).getByText(late).waitFor();
  }
  await score(page).getByRole('img', { name: '40 of 100 points' }).waitFor();
  await assertAccessible(page);
});

browse('each fact fails and comes back by itself', desktop, [401, 503], async (page) => {
  let isDown = true;
  await page.route('**/v1/me/security-events?*', (route) => (isDown ? route.fulfill(unavailable) : route.continue()));
  await page.route('**/v1/me/password', (route) => (isDown ? route.fulfill(unavailable) : route.continue()));
  await newcomer(page, 'fails');
  await facts(page).getByText('Security events: could not be loaded').waitFor({ timeout: 20_000 });
  await facts(page).getByText('No failed sign-in').waitFor();
  assert.equal(await facts(page).getByText('Nothing serious').count(), 0);
  await score(page).getByText('This could not be loaded').waitFor();
  await assertAccessible(page);
  isDown = false;
  await facts(page).getByRole('listitem').filter({ hasText: 'Security events' }).getByRole('button', { name: 'Try again' }).click();
  await facts(page).getByText('Nothing serious has happened').waitFor();
  await score(page).getByRole('button', { name: 'Try again' }).click();
  await score(page).getByRole('img', { name: '40 of 100 points' }).waitFor();
});

browse('the score says what would raise it, and rises', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'score@example.com');
  await enter(page, person);
  await score(page).getByText('Weak').waitFor();
  await score(page).getByRole('link', { name: /Add a second step.*\+45/ }).click();
  await heading(page, 'Add a second step').waitFor();
  await person.addTotp();
  await page.goto('/account');
  await score(page).getByText('Very good').waitFor();
  await score(page).getByRole('link', { name: /Add a passkey or a security key.*\+10/ }).waitFor();
  await assertAccessible(page);
});

browse('a slow server: what was pressed says that it is busy, and is done once', phone, [401], async (page) => {
  await newcomer(page, 'slow', '/account/preferences');
  let asked = 0;
  let held;
  let release;
  const hold = () => {
    asked = 0;
    held = new Promise((resume) => (release = resume));
  };
  await page.route('**/v1/me', async (route) => {
    if (route.request().method() === 'PATCH') {
      asked += 1;
      await held;
    }
    await route.continue();
  });
  hold();
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
  await page.getByRole('status', { name: 'Saving…' }).waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Time zone' }).inputValue(), 'Asia/Tokyo', 'the choice is shown meanwhile');
  assert.equal(await page.getByRole('combobox', { name: 'Time zone' }).getAttribute('aria-busy'), 'true');
  assert.equal(await page.getByRole('combobox', { name: 'Language' }).getAttribute('aria-busy'), 'false');
  await assertAccessible(page);
  release();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.goto('/account/details');
  await page.getByRole('textbox', { name: 'Name' }).fill('Another Name');
  hold();
  await button(page, 'Save').dblclick();
  release();
  await page.getByText('Your name is saved').waitFor();
  assert.equal(asked, 1);
});

browse('a network that fails in the middle of a form: nothing typed is lost', phone, [0, 401], async (page) => {
  await newcomer(page, 'typed', '/account/security');
  await button(page, 'Change password').click();
  const present = page.getByLabel('Present password', { exact: true });
  const next = page.getByLabel('New password', { exact: true });
  await present.fill(password);
  await next.fill('an entirely other sentence 7');
  await page.route('**/v1/me/password', (route) => route.abort('internetdisconnected'), { times: 1 });
  await button(page, 'Change password').click();
  await page.getByText('We could not reach the server').waitFor();
  assert.equal(await present.inputValue(), password);
  assert.equal(await next.inputValue(), 'an entirely other sentence 7');
  await assertAccessible(page);
  await button(page, 'Change password').click();
  await page.getByText('Your password is changed').waitFor();
});

browse('adding fails half way, and is begun again', phone, [0, 401, 410], async (page) => {
  const email = await newcomer(page, 'half', '/account');
  await page.route('**/v1/me/mfa/totp', (route) => route.abort('internetdisconnected'), { times: 1 });
  await page.goto('/account/security?add=totp');
  await page.getByText('We could not reach the server').waitFor();
  await assertAccessible(page);
  await button(page, 'Try again').click();
  const key = page.getByRole('group', { name: 'Key to type' });
  const first = await key.textContent();
  // It was left lying for too long.
  await gatehouse.sql(`DELETE FROM user_mfa WHERE account_id = (SELECT account_id FROM account_identifiers WHERE canonical = '${email}')`);
  await page.getByRole('textbox', { name: 'Code' }).fill(await totp(first));
  await page.getByText('This code is no longer good').waitFor();
  await assertAccessible(page);
  await button(page, 'Start again').click();
  await eventually(async () => (await key.textContent()) !== first, true);
  await page.getByRole('textbox', { name: 'Code' }).fill(await totp(await key.textContent()));
  await heading(page, 'Keep these codes').waitFor();
});

browse('a session that was ended elsewhere leads to signing in, and back to where one was', desktop, [401], async (page, context) => {
  const email = await newcomer(page, 'ended', '/account/security?add');
  const second = await context.newPage();
  await second.goto('/account/preferences');
  await heading(second, 'Language & look').waitFor();
  const third = await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: email, password });
  await gatehouse.run('sessions', 'revoke', email);
  await untilRefused(gatehouse, third.tokens.access_token);
  await page.getByRole('link', { name: /Authenticator app/ }).click();
  await page.waitForURL('**/sign-in?return_to=%2Faccount%2Fsecurity%3Fadd%3Dtotp');
  await second.waitForURL('**/sign-in?return_to=%2Faccount%2Fpreferences');
});

browse('what can be taken back waits for those who go there by keyboard', desktop, [401], async (page) => {
  await newcomer(page, 'undo', '/account/devices');
  await button(page, 'Trust').first().click();
  await page.getByText(/is trusted$/).waitFor();
  await button(page, 'Undo').focus();
  await page.waitForTimeout(7000);
  assert.equal(await button(page, 'Undo').isVisible(), true);
  await page.keyboard.press('Enter');
  await page.getByText(/is not trusted any more$/).waitFor();
});

browse('this wasn’t me, although that session is over: all others end, a new password follows', phone, [401], async (page) => {
  const email = await newcomer(page, 'not-me');
  const away = await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: email, password });
  const signOut = await fetch(`${gatehouse.url}/v1/sign-out`, {
    method: 'POST', headers: { Authorization: `Bearer ${away.tokens.access_token}` },
  });
  assert.equal(signOut.status, 204);
  const other = await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: email, password });
  await page.goto('/account/activity?view=sign-ins');
  const entries = page.getByRole('listitem').filter({ hasText: 'Chrome · Windows' });
  await entries.nth(1).getByRole('button', { name: 'This wasn’t me' }).click();
  await page.getByText('The session of then is over').waitFor();
  await assertAccessible(page);
  await button(page, 'Sign out all and go on').click();
  await heading(page, 'Login & security').waitFor();
  await page.getByText('You are signed out everywhere else').waitFor();
  await page.getByLabel('Present password', { exact: true }).waitFor();
  assert.equal(await statusOf(gatehouse, other.tokens.access_token), 401);
  await page.goto('/account/activity?view=sign-ins');
  await entries.first().waitFor();
  const own = page.getByRole('listitem').filter({ hasText: 'Linux' });
  await own.first().waitFor();
  assert.equal(await own.first().getByRole('button').count(), 0, 'the present session cannot be disowned');
});
