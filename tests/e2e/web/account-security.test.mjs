// The page Login & security: every way to prove who one is, added by its guided steps, named, removed; backup codes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';

import { enter, tokenOf, untilRefused, wrongCode } from './account.mjs';
import { addAuthenticator, makePerson, readQr, totp } from './factors.mjs';
import { assertAccessible, codeFor, desktop, eventually, makeAccount, password, phone, startWorld } from './harness.mjs';
import { notifications, pushSettings, pushTo, startPushService, usePushService } from './push.mjs';

const { gatehouse, open, browse } = startWorld(pushSettings);
let service;
before(async () => {
  service = await startPushService();
});
after(() => service?.stop());

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const code = (page) => page.getByRole('textbox', { name: 'Code' });
const row = (page, name) => page.getByRole('main').getByRole('listitem').filter({ hasText: name });

/** Somebody new, who is signed in on the page. */
async function newcomer(page, name, more = { display_name: 'Rahim Uddin' }) {
  const email = `${name}@example.com`;
  await makeAccount(gatehouse, email, more);
  await enter(page, { email }, '/account/security');
  await heading(page, 'Login & security').waitFor();
}

async function choose(page, way) {
  await page.getByRole('link', { name: /^Add( a second step)?$/ }).click();
  await heading(page, 'Add a second step').waitFor();
  await page.getByRole('link', { name: way }).click();
}

async function keepCodes(page) {
  await heading(page, 'Keep these codes').waitFor();
  await button(page, 'I have kept them').click();
  await heading(page, 'Login & security').waitFor();
}

browse('an authenticator app is added from the picture; its backup codes are kept in every way', phone, [401, 422], async (page, context) => {
  await newcomer(page, 'app');
  await page.getByText('So far only your password guards this account').waitFor();
  await assertAccessible(page);
  await choose(page, /Authenticator app/);
  await heading(page, 'Authenticator app').waitFor();
  const uri = await readQr(page.getByRole('img', { name: 'QR code for your authenticator app' }));
  assert.match(uri, /^otpauth:\/\/totp\/[^?]*app%40example\.com\?/);
  assert.notEqual(await page.evaluate(() => document.activeElement.name), 'code', 'what is to be scanned is not scrolled away');
  await assertAccessible(page);
  const typed = await page.getByRole('group', { name: 'Key to type' }).textContent();
  assert.equal(new URL(uri).searchParams.get('secret'), typed.replaceAll(' ', ''), 'the key to type is that of the picture');

  await button(page, 'Confirm').click();
  await page.getByText('The code has six digits.').waitFor();
  await code(page).fill(wrongCode(await totp(uri)));
  await page.getByText('This code is not right').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.name), 'code');
  await assertAccessible(page);
  await code(page).fill(await totp(typed));
  await heading(page, 'Keep these codes').waitFor();
  await page.getByText('Authenticator app is added').waitFor();
  await assertAccessible(page);

  const codes = await page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').allTextContents();
  assert.equal(new Set(codes).size, 10);
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download').click()]);
  const file = await readFile(await download.path(), 'utf8');
  for (const one of codes) assert(file.includes(one), 'the file has every code');
  assert.match(download.suggestedFilename(), /backup-codes\.txt$/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await button(page, 'Copy').click();
  await page.getByText('The codes are copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'));
  await page.evaluate(() => { window.print = () => (window.printed = true); });
  await button(page, 'Print').click();
  await eventually(() => page.evaluate(() => window.printed), true);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByText('I have kept them').isVisible(), false, 'only the codes are printed');
  assert.equal(await page.getByText(codes[0]).isVisible(), true);
  await page.emulateMedia({ media: 'screen' });

  await button(page, 'I have kept them').click();
  await page.getByText('10 codes left').waitFor();
  await row(page, 'Authenticator app').getByText('Protection: Strong').waitFor();
  await page.reload();
  await page.getByText('10 codes left').waitFor();
  assert.equal(await page.getByText(codes[0]).count(), 0, 'they are shown this once');
});

browse('a passkey of this device, and a key that this device knows already', phone, [401], async (page) => {
  await newcomer(page, 'passkey');
  const device = await addAuthenticator(page, 'platform');
  await choose(page, /Passkey on this device/);
  await heading(page, 'Passkey on this device').waitFor();
  await assertAccessible(page);
  await button(page, 'Create a passkey').click();
  await keepCodes(page);
  await row(page, 'Chrome · ').getByText('Protection: Strongest').waitFor();
  assert.equal((await device.credentials()).length, 1);

  await choose(page, /Passkey on this device/);
  await button(page, 'Create a passkey').click();
  // Whoever has one adds another only after having shown it.
  await page.getByRole('dialog', { name: 'Confirm that it is you' }).getByRole('button', { name: 'Use my passkey' }).click();
  await page.getByText('already has a passkey for your account').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Choose another way' }).click();
  await heading(page, 'Add a second step').waitFor();
});

browse('a security key is touched', desktop, [401], async (page) => {
  await newcomer(page, 'key');
  await addAuthenticator(page, 'roaming');
  await choose(page, /Security key/);
  await button(page, 'Use my key').click();
  await keepCodes(page);
  await row(page, 'Security key').getByText('Protection: Strongest').waitFor();
});

browse('without a finger or a screen lock the passkey is not offered, and the page says why', desktop, [401], async (page) => {
  await newcomer(page, 'no-lock');
  await page.getByRole('link', { name: 'Add a second step' }).click();
  await page.getByText('This device or browser has no finger, face or screen lock').waitFor();
  assert.equal(await page.getByRole('link', { name: /Passkey on this device/ }).count(), 0);
  await assertAccessible(page);
});

browse('text messages: the account’s number is there already, a wrong one is explained', phone, [401, 422], async (page) => {
  const email = 'text@example.com';
  await makeAccount(gatehouse, email);
  await enter(page, { email }, '/account/security?add=sms');
  await page.getByLabel('Phone number').fill('12');
  await button(page, 'Send a code').click();
  await page.getByText('This does not look right').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.name), 'phone');
  await assertAccessible(page);
  await page.getByLabel('Country').selectOption('BD');
  await page.getByLabel('Phone number').fill('01712-345601');
  await button(page, 'Send a code').click();
  await page.getByText(/We have sent a code of six digits to .*01/).waitFor();
  await page.getByText(/New code in/).waitFor();
  await assertAccessible(page);
  await code(page).fill(await codeFor(gatehouse, '+8801712345601'));
  await keepCodes(page);
  await row(page, '•').getByText('Protection: Basic').waitFor();
  await row(page, '•').getByText('Text message').waitFor();
});

browse('codes by e-mail go to another mailbox than the account’s', desktop, [401, 422], async (page) => {
  await newcomer(page, 'mail');
  await choose(page, /Another mailbox/);
  await page.getByLabel('E-mail address').fill('mail@example.com');
  await button(page, 'Send a code').click();
  await page.getByText('We cannot send codes to this address').waitFor();
  await assertAccessible(page);
  await page.getByLabel('E-mail address').fill('elsewhere@example.org');
  await button(page, 'Send a code').click();
  await page.getByText('e•••@example.org').waitFor();
  await code(page).fill(await codeFor(gatehouse, 'elsewhere@example.org'));
  await keepCodes(page);
  await row(page, '@example.org').getByText('E-mail').waitFor();
});

browse('messages to this device: the first one brings a code, which is filled in by itself', phone, [401], async (page, context) => {
  await usePushService(context, service);
  await newcomer(page, 'push');
  const deliver = await pushTo(page);
  await choose(page, /Messages on this device/);
  await heading(page, 'Messages on this device').waitFor();
  await assertAccessible(page);
  await button(page, 'Allow messages').click();
  await page.getByText('A message with a code is on its way').waitFor();
  await assertAccessible(page);
  const message = await service.next();
  assert.match(message, /"type":"confirm_push"/);
  await deliver(message);
  await keepCodes(page);
  await row(page, 'Chrome · ').getByText('Confirm on another device').waitFor();
  assert.deepEqual(await notifications(page), [], 'the notification with the code is taken back');

  // Something that is no message of ours still shows something, and leads nowhere else.
  for (const strange of ['{"approval":"//evil.example","title":"Strange"}', '"no object"', 'not JSON']) {
    await deliver(strange);
    const title = strange.includes('Strange') ? 'Strange' : 'Gatehouse';
    await eventually(async () => JSON.stringify((await notifications(page)).map((one) => [one.title, one.data])),
      JSON.stringify([[title, '/account']]));
  }
});

browse('messages that are not allowed, or that this browser does not know', phone, [401], async (page, context) => {
  await newcomer(page, 'blocked');
  // The question is closed without an answer.
  await page.evaluate(() => { Notification.requestPermission = () => Promise.resolve('default'); });
  await choose(page, /Messages on this device/);
  await button(page, 'Allow messages').click();
  await page.getByText('Messages were not allowed').waitFor();
  await assertAccessible(page);
  await context.grantPermissions(['notifications']);
  await page.reload();
  await page.evaluate(() => {
    PushManager.prototype.subscribe = () => Promise.reject(new DOMException('push service error', 'AbortError'));
  });
  await button(page, 'Allow messages').click();
  await page.getByText('could not reach its service for messages').waitFor();
  await assertAccessible(page);

  await context.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await page.goto('/account/security?add');
  await page.getByText('Messages of this site are blocked').waitFor();
  assert.equal(await page.getByRole('link', { name: /Messages on this device/ }).count(), 0);
  await assertAccessible(page);
  await context.addInitScript(() => delete window.PushManager);
  await page.goto('/account/security?add=push');
  await page.getByText('This browser takes no messages from sites').waitFor();
  await assertAccessible(page);
});

browse('scanning QR codes is turned on; names are given; the last one is removed', desktop, [401], async (page) => {
  await newcomer(page, 'qr');
  await choose(page, /QR code/);
  await button(page, 'Turn on').click();
  await keepCodes(page);
  await button(page, 'Rename').click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByLabel('Name').inputValue(), 'QR code');
  await assertAccessible(page);
  await dialog.getByLabel('Name').fill('  ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please fill this in').waitFor();
  await dialog.getByLabel('Name').fill('My old phone');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It is now called My old phone').waitFor();

  await page.getByRole('group', { name: 'Change My old phone' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('your password alone will guard this account').waitFor();
  await assertAccessible(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await row(page, 'My old phone').waitFor();
});

browse('removing ends the other sessions where that is wished', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'remove@example.com');
  const key = await person.addTotp();
  await person.addQr();
  const other = await open(phone, [401]);
  const away = await other.context.newPage();
  const [token] = await Promise.all([tokenOf(away), enter(away, person, '/account/security')]);
  await heading(away, 'Login & security').waitFor();
  await enter(page, person, '/account/security');
  await page.getByRole('group', { name: 'Change Authenticator app' }).getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Authenticator app?' });
  await dialog.getByLabel('Also sign out everywhere else').check();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Authenticator app is removed').waitFor();
  await row(page, 'Authenticator app').waitFor({ state: 'detached' });
  await row(page, 'QR code').waitFor();
  assert(key, 'the key is of no use any more');

  await untilRefused(gatehouse, token);
  await away.getByRole('link', { name: 'Devices', exact: true }).first().click();
  await away.waitForURL('**/sign-in?return_to=%2Faccount%2Fdevices');
  other.assertQuiet();
  await other.context.close();
});

browse('backup codes: a warning at three, new ones in their place', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'codes@example.com');
  await person.addTotp();
  // Ten, less one for the app that proved itself, one for this sign-in, five for these.
  for (let i = 0; i < 5; ++i) {
    const { id } = await person.post('/v1/step-ups');
    await person.post(`/v1/step-ups/${id}/verify`, { method: 'backup_code', code: person.backupCodes.pop() });
  }
  await enter(page, person, '/account/security');
  await page.getByText('Only 3 codes are left').waitFor();
  await page.getByText('3 codes left').waitFor();
  await assertAccessible(page);
  await button(page, 'Make new codes').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The codes that you have now stop working').waitFor();
  await assertAccessible(page);
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route('**/v1/me/mfa/backup-codes', (route) => held.then(() => route.continue()));
  await dialog.getByRole('button', { name: 'Make new codes' }).click();
  const pressEscape = async () => {
    for (let i = 0; i < 3; ++i) await page.keyboard.press('Escape');
  };
  // The codes of before may work no more by now.
  await pressEscape();
  letGo();
  await page.getByRole('dialog', { name: 'Keep these codes' }).waitFor();
  await pressEscape();
  await assertAccessible(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await dialog.getByText('The codes are copied').waitFor();
  assert.equal(await dialog.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').count(), 10);
  await button(page, 'I have kept them').click();
  await page.getByText('10 codes left').waitFor();
  await page.getByText('Only 3 codes are left').waitFor({ state: 'detached' });
});

browse('beside a second step a shorter password is enough', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'short@example.com');
  await person.addTotp();
  await enter(page, person, '/account/security');
  await page.getByText('Authenticator app').first().waitFor();
  await button(page, 'Change password').click();
  await page.getByText('At least 8 characters').waitFor();
  await page.getByLabel('Present password', { exact: true }).fill(password);
  await page.getByLabel('New password', { exact: true }).fill('zebra7 kiln');
  await button(page, 'Change password').click();
  await page.getByText('Your password is changed').waitFor();
});
