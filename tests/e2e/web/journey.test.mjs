// One account from its first day on, on a phone and on a desktop: registered, guarded, entered in each way, cleared of another device, in
// another language.
import assert from 'node:assert/strict';

import { fromElsewhere, untilRefused } from './account.mjs';
import { addAuthenticator, readQr, totp } from './factors.mjs';
import { codeFor, desktop, eventually, password, phone, startWorld } from './harness.mjs';

const { gatehouse, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const go = (page, name) => page.getByRole('navigation', { name: 'Your account', exact: true }).getByRole('link', { name }).click();

async function register(page, email) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel(/Your name/).fill('Rahim Uddin');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Continue').click();
  await page.getByLabel('Code').fill(await codeFor(gatehouse, email));
  await heading(page, 'Sign in faster the next time').waitFor();
}

/** Answers the backup codes. */
async function addPasskey(page) {
  await button(page, 'Create a passkey').click();
  await heading(page, 'Keep your backup codes').waitFor();
  const codes = await page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').allTextContents();
  await button(page, 'I have kept them').click();
  await heading(page, 'Hello, Rahim Uddin').waitFor();
  return codes;
}

/** Answers the key of the app. */
async function addApp(page) {
  await go(page, 'Login & security');
  await heading(page, 'Login & security').waitFor();
  await page.getByRole('link', { name: 'Add', exact: true }).click();
  await page.getByRole('link', { name: /Authenticator app/ }).click();
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).getByRole('button', { name: 'Use my passkey' }).click();
  const key = await readQr(page.getByRole('img', { name: 'QR code for your authenticator app' }));
  await page.getByRole('textbox', { name: 'Code' }).fill(await totp(key));
  await page.getByText('Authenticator app is added').waitFor();
  await heading(page, 'Login & security').waitFor();
  return key;
}

async function signOut(page) {
  await button(page, 'Sign out').click();
  await heading(page, 'Choose an account').waitFor();
}

async function enterByApp(page, key) {
  await page.getByRole('button', { name: /^Rahim Uddin/ }).click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.getByRole('link', { name: 'Try another way' }).click();
  await page.getByRole('button', { name: 'Authenticator app' }).click();
  await page.getByLabel('Code').fill(await totp(key, 1));
  await heading(page, 'Login & security').waitFor();
}

/** The other device's access token. */
async function enterElsewhere(email, code) {
  const { id } = await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: email, password });
  const answer = await fromElsewhere(gatehouse, `/v1/sign-ins/${id}/verify`, { method: 'backup_code', code });
  assert.equal(answer.status, 'complete');
  return answer.tokens.access_token;
}

async function endElsewhere(page) {
  await go(page, 'Devices');
  const row = page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem').filter({ hasText: 'Windows' });
  await row.getByRole('button', { name: /^Sign out/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await row.waitFor({ state: 'detached' });
}

for (const [where, options] of [['a phone', phone], ['a desktop', desktop]]) {
  browse(`a life on ${where}`, options, [401], async (page) => {
    const email = `life.${where.replace(' ', '-')}@example.com`;
    const device = await addAuthenticator(page, 'platform');
    await register(page, email);
    const codes = await addPasskey(page);
    const key = await addApp(page);

    await signOut(page);
    await button(page, 'Sign in with a passkey').click();
    // Back to where one was.
    await heading(page, 'Login & security').waitFor();
    await signOut(page);
    await device.touch(false);
    await enterByApp(page, key);

    const token = await enterElsewhere(email, codes[0]);
    await endElsewhere(page);
    await untilRefused(gatehouse, token);

    await go(page, 'Language & look');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('bn');
    await heading(page, 'ভাষা ও রূপ').waitFor();
    await page.goto('/account');
    await heading(page, 'স্বাগতম, Rahim Uddin').waitFor();
    await eventually(() => page.evaluate(() => document.documentElement.lang), 'bn');
    await page.getByRole('button', { name: 'সাইন আউট', exact: true }).click();
    await page.waitForURL('**/sign-in**');
    await eventually(() => page.evaluate(() => document.documentElement.lang), 'bn', 'the browser keeps the language');
  });
}
