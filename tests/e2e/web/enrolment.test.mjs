// An account that must have a second factor gets one while it signs in: every way to add one, and the backup codes.
import assert from 'node:assert/strict';

import { wrongCode } from './account.mjs';
import { addAuthenticator, addProfile, makePerson, readQr, totp } from './factors.mjs';
import { assertAccessible, codeFor, desktop, password, phone, signIn, startWorld } from './harness.mjs';

// As operators are, but with every way to add a factor.
const { gatehouse, browse } = startWorld({}, (server) => addProfile(server, 'careful', { required: true }));

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });

async function makeCareful(email, profile = 'careful') {
  const person = await makePerson(gatehouse, email, { display_name: 'Rahim' });
  await gatehouse.run('account', 'profile', email, profile);
  return person;
}

async function choose(page, name) {
  await heading(page, 'Add a second step').waitFor();
  await page.getByRole('button', { name }).click();
}

async function keepCodes(page) {
  await heading(page, 'Keep your backup codes').waitFor();
  assert.equal(await page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').count(), 10);
  await button(page, 'I have kept them').click();
  await page.waitForURL('**/account');
}

browse('an operator sets up an app by scanning its code, and signs in with it', phone, [401, 422], async (page, context) => {
  const person = await makeCareful('operator@example.com', 'operator');
  await signIn(page, person.email);
  await heading(page, 'Add a second step').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Text message' }).count(), 0, 'only what the profile allows');
  await assertAccessible(page);
  await page.reload();
  await choose(page, 'Authenticator app');
  await heading(page, 'Set up your authenticator app').waitFor();
  await page.reload();
  await heading(page, 'Set up your authenticator app').waitFor();
  const image = page.getByRole('img', { name: 'A code to scan with your authenticator app' });
  const uri = await readQr(image);
  assert(uri.startsWith('otpauth://totp/'), uri);
  assert.equal(await page.getByRole('link', { name: 'Open an app on this device' }).getAttribute('href'), uri);
  await button(page, 'Type a key instead').click();
  const key = (await page.locator('code').textContent()).replaceAll(' ', '');
  assert.equal(key, new URL(uri).searchParams.get('secret'));
  await assertAccessible(page);
  await page.getByLabel('Code of the app').fill(wrongCode(await totp(uri)));
  await page.getByText('This code is not right').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Code of the app').fill(await totp(uri));
  await heading(page, 'Keep your backup codes').waitFor();
  await assertAccessible(page);
  await keepCodes(page);

  await page.goto('/docs');
  await context.clearCookies();
  await page.evaluate(() => localStorage.clear());
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  await page.getByLabel('Code').fill(await totp(uri, 1));
  await page.waitForURL('**/account');
});

browse('a passkey comes first where the device can keep one; back leads to the choice', desktop, [401], async (page) => {
  const person = await makeCareful('passkey@example.com');
  const device = await addAuthenticator(page, 'platform');
  await signIn(page, person.email);
  await heading(page, 'Add a second step').waitFor();
  await assertAccessible(page);
  const ways = await page.getByRole('main').getByRole('listitem').allTextContents();
  assert.match(ways[0], /Passkey on a device.*recommended/);
  assert.equal(ways.length, 5, 'a push message and a scanned code need a device that is signed in');
  await choose(page, 'Passkey on a device');
  await heading(page, 'Create a passkey').waitFor();
  await assertAccessible(page);
  await page.goBack();
  await choose(page, 'Text message');
  await heading(page, 'Where may we send codes?').waitFor();
  await page.getByRole('link', { name: 'Choose another way' }).click();
  await choose(page, 'Passkey on a device');
  await device.verify(false);
  await button(page, 'Create a passkey').click();
  await page.getByText('Nothing was confirmed').waitFor();
  await device.verify(true);
  await button(page, 'Create a passkey').click();
  await keepCodes(page);
  assert.equal((await device.credentials()).length, 1);
});

browse('a security key is added by touching it', desktop, [401], async (page) => {
  const person = await makeCareful('key@example.com');
  const key = await addAuthenticator(page, 'roaming');
  await signIn(page, person.email);
  await choose(page, 'Security key');
  await heading(page, 'Add your security key').waitFor();
  await assertAccessible(page);
  await button(page, 'Add the key').click();
  await keepCodes(page);
  assert.equal((await key.credentials()).length, 1);
});

browse('a phone number: mistyped, another one, its code', phone, [401, 422], async (page) => {
  const person = await makeCareful('number@example.com');
  await signIn(page, person.email);
  await choose(page, 'Text message');
  await button(page, 'Send a code').click();
  await page.getByText('Please fill this in.').waitFor();
  await page.getByLabel('Phone number').fill('0171');
  await button(page, 'Send a code').click();
  await page.getByText('This is not a number of that country').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Phone number').fill('01712-345699');
  await button(page, 'Send a code').click();
  await page.getByText('+880 •••• ••699').waitFor();
  await button(page, 'Use another address').click();
  await page.getByLabel('Phone number').fill('01712-345698');
  await button(page, 'Send a code').click();
  await page.getByText('+880 •••• ••698').waitFor();
  await assertAccessible(page);
  const code = await codeFor(gatehouse, '+8801712345698');
  await page.reload();
  await page.getByText('+880 •••• ••698').waitFor();
  await page.getByLabel('Code').fill(code);
  await keepCodes(page);
});

browse('a second mailbox, which must not be that of the account', desktop, [401, 422], async (page) => {
  const person = await makeCareful('mailbox@example.com');
  await signIn(page, person.email);
  await choose(page, 'E-mail');
  await heading(page, 'Which mailbox may we send codes to?').waitFor();
  await page.getByLabel('E-mail address').fill('mailbox@example.com');
  await button(page, 'Send a code').click();
  await page.getByText('You sign in with this one.').waitFor();
  await assertAccessible(page);
  await page.getByLabel('E-mail address').fill('not an address');
  await button(page, 'Send a code').click();
  await page.getByText('This e-mail address cannot be reached').waitFor();
  await page.getByLabel('E-mail address').fill('second.mailbox@example.com');
  await button(page, 'Send a code').click();
  await page.getByText('s•••@example.com').waitFor();
  await page.getByLabel('Code').fill(await codeFor(gatehouse, 'second.mailbox@example.com'));
  await keepCodes(page);
});

browse('once it is done in another tab, this one starts again', desktop, [401, 410], async (page, context) => {
  const person = await makeCareful('two-tabs@example.com');
  await signIn(page, person.email);
  await choose(page, 'Authenticator app');
  await heading(page, 'Set up your authenticator app').waitFor();
  const second = await context.newPage();
  await second.goto(page.url());
  const image = second.getByRole('img', { name: 'A code to scan with your authenticator app' });
  await image.waitFor();
  await second.getByLabel('Code of the app').fill(await totp(await readQr(image)));
  await heading(second, 'Keep your backup codes').waitFor();
  await page.getByLabel('Code of the app').fill('123456');
  await heading(page, 'Please start again').waitFor();
  await assertAccessible(page);
});

browse('back does not take the backup codes away', desktop, [401], async (page) => {
  const person = await makeCareful('careful-back@example.com');
  await signIn(page, person.email);
  await choose(page, 'Authenticator app');
  const image = page.getByRole('img', { name: 'A code to scan with your authenticator app' });
  await image.waitFor();
  await page.getByLabel('Code of the app').fill(await totp(await readQr(image)));
  await heading(page, 'Keep your backup codes').waitFor();
  await page.goBack();
  await heading(page, 'Keep your backup codes').waitFor();
  await keepCodes(page);
});

browse('who adds nothing is not signed in', phone, [401], async (page) => {
  const person = await makeCareful('none@example.com');
  await signIn(page, person.email);
  await heading(page, 'Add a second step').waitFor();
  await page.goto('/account');
  await page.waitForURL('**/sign-in?**');
  await page.getByLabel('E-mail, phone number or user name').fill(person.email);
  await button(page, 'Continue').click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await heading(page, 'Add a second step').waitFor();
  await page.getByRole('link', { name: 'Not you?' }).click();
  await heading(page, 'Sign in').waitFor();
});
