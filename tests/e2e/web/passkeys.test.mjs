// Signing in without a password: a passkey from the field's own list or by the button, or a phone that scans a code. And the offer of
// a passkey after the registration.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { addAuthenticator, addKey, makePerson, readQr } from './factors.mjs';
import { assertAccessible, codeFor, desktop, eventually, password, phone, signIn, startWorld } from './harness.mjs';

const { gatehouse, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const picture = (page) => page.getByRole('img', { name: 'A code to scan with your phone' });

/** Opens a page that offers passkeys in the list of its field, and waits until the browser has been asked for them. */
async function goWherePasskeysAreOffered(page, address = '/sign-in') {
  await page.addInitScript(() => {
    const get = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = function getAndTell(options) {
      const answer = get.call(this, options);
      if (options.mediation === 'conditional') globalThis.isOffered = true;
      return answer;
    };
  });
  await page.goto(address);
  await eventually(() => page.evaluate(() => globalThis.isOffered), true, 'passkeys are offered');
}

browse('a passkey is picked from the list of the field, and that is all', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'autofill@example.com', { display_name: 'Rahim' });
  const device = await addAuthenticator(page, 'platform');
  await addKey(page, person, 'biometric');
  await device.touch(false);
  await goWherePasskeysAreOffered(page);
  const name = page.getByLabel('E-mail, phone number or user name');
  assert.equal(await name.getAttribute('autocomplete'), 'username webauthn');
  await assertAccessible(page);
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'nothing happens while nothing is picked');
  // As if the person picked the passkey as soon as it is offered.
  await device.touch(true);
  await page.goto('/sign-in?return_to=/account/devices');
  await page.waitForURL('**/account/devices');
  await heading(page, 'Devices').waitFor();
});

browse('a passkey by the button; not confirmed at first', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'button@example.com');
  const device = await addAuthenticator(page, 'platform');
  await addKey(page, person, 'biometric');
  await device.touch(false);
  await goWherePasskeysAreOffered(page);
  await button(page, 'Sign in with a passkey').waitFor();
  await assertAccessible(page);
  await device.verify(false);
  await device.touch(true);
  await button(page, 'Sign in with a passkey').click();
  await page.getByText('Nothing was confirmed').waitFor();
  await assertAccessible(page);
  await device.verify(true);
  // What is offered in the list may be faster than the second click.
  await Promise.race([page.waitForURL('**/account'), button(page, 'Sign in with a passkey').click().catch(() => undefined)]);
  await page.waitForURL('**/account');
});

browse('a passkey beside the accounts that this device remembers', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'list@example.com', { display_name: 'Rahim' });
  await signIn(page, person.email);
  await page.waitForURL('**/account');
  const device = await addAuthenticator(page, 'platform');
  await addKey(page, person, 'biometric');
  await device.touch(false);
  await page.goto('/account');
  await button(page, 'Sign out').click();
  await heading(page, 'Choose an account').waitFor();
  await assertAccessible(page);
  await device.touch(true);
  await button(page, 'Sign in with a passkey').click();
  await page.waitForURL('**/account');
});

browse('a passkey that the service does not know is refused, and the page goes on', desktop, [401, 422], async (page) => {
  const person = await makePerson(gatehouse, 'unknown@example.com');
  const device = await addAuthenticator(page, 'platform');
  await page.goto('/docs');
  // Made by this browser, but never handed in.
  const { public_key: options } = await person.post('/v1/me/mfa/biometric');
  await page.evaluate(async (json) => {
    await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) });
  }, options);
  await device.touch(false);
  await goWherePasskeysAreOffered(page);
  await device.touch(true);
  await button(page, 'Sign in with a passkey').click();
  await page.getByText('This passkey or security key was not accepted').waitFor();
  await device.touch(false);
  await assertAccessible(page);
  await page.getByLabel('E-mail, phone number or user name').fill(person.email);
  await button(page, 'Continue').click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.waitForURL('**/account');
});

browse('a browser without passkeys offers none', desktop, [], async (page, context) => {
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'));
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign in with your phone' }).waitFor();
  assert.equal(await button(page, 'Sign in with a passkey').count(), 0);
});

browse('an account that is locked meanwhile: the passkey is right, and the page helps', desktop, [401, 403], async (page) => {
  const person = await makePerson(gatehouse, 'locked-key@example.com');
  const device = await addAuthenticator(page, 'platform');
  await addKey(page, person, 'biometric');
  await device.touch(false);
  await gatehouse.run('account', 'lock', person.email);
  await goWherePasskeysAreOffered(page);
  await device.touch(true);
  await button(page, 'Sign in with a passkey').click();
  await heading(page, 'This account is locked').waitFor();
  await device.touch(false);
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Use another account' }).click();
  await heading(page, 'Sign in').waitFor();
});

browse('a phone signs this computer in: scanned, confirmed', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'phone@example.com', { display_name: 'Rahim' });
  await page.goto('/sign-in?return_to=/account/devices');
  await page.getByRole('link', { name: 'Sign in with your phone' }).click();
  await heading(page, 'Sign in with your phone').waitFor();
  await picture(page).waitFor();
  await page.getByText(/A new code comes in [0-2]:\d\d/).waitFor();
  await assertAccessible(page);
  await page.reload();
  const question = await person.scan(await readQr(picture(page)));
  await page.getByText('Scanned. Now confirm on your phone.').waitFor();
  await assertAccessible(page);
  await person.decide(question.id, 'approve');
  await page.waitForURL('**/account/devices');
});

browse('the phone says no', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'no@example.com');
  await page.goto('/sign-in?step=phone');
  const question = await person.scan(await readQr(picture(page)));
  await person.decide(question.id, 'deny');
  await heading(page, 'Refused on your other device').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Start again' }).click();
  await heading(page, 'Sign in').waitFor();
});

browse('the phone confirms while the page is away', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'elsewhere@example.com');
  await page.goto('/sign-in?step=phone');
  const question = await person.scan(await readQr(picture(page)));
  await page.waitForURL('**id=sia_**');
  const address = page.url();
  await page.goto('/docs');
  await person.decide(question.id, 'approve');
  await page.goto(address);
  await page.waitForURL('**/account');
});

browse('the phone has confirmed, and the network fails: another try', phone, [401, 0], async (page) => {
  const person = await makePerson(gatehouse, 'nearly@example.com');
  await page.goto('/sign-in?step=phone');
  await page.route('**/v1/sign-ins/*/verify', (route) => route.abort('internetdisconnected'), { times: 1 });
  const question = await person.scan(await readQr(picture(page)));
  await person.decide(question.id, 'approve');
  await page.getByText('We could not reach the server').waitFor();
  await assertAccessible(page);
  await button(page, 'Try again').click();
  await page.waitForURL('**/account');
});

browse('where streams do not get through, the page asks', desktop, [401, 502], async (page) => {
  const person = await makePerson(gatehouse, 'proxy@example.com');
  await page.route('**/v1/sign-ins/*/events', (route) => route.fulfill({ status: 502, body: '' }));
  await page.goto('/sign-in?step=phone');
  const question = await person.scan(await readQr(picture(page)));
  await person.decide(question.id, 'approve');
  await page.waitForURL('**/account');
});

browse('where the server does not answer, another try is offered', phone, [503, 401], async (page) => {
  const person = await makePerson(gatehouse, 'later@example.com');
  const down = { status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","status":503}' };
  await page.route('**/v1/sign-ins/qr', (route) => route.fulfill(down), { times: 1 });
  await page.goto('/sign-in?step=phone');
  await page.getByText('We cannot do this right now').waitFor();
  await assertAccessible(page);
  await button(page, 'Show a new code').click();
  const question = await person.scan(await readQr(picture(page)));
  await person.decide(question.id, 'approve');
  await page.waitForURL('**/account');
});

async function register(page, email) {
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Continue').click();
  await heading(page, 'Check your e-mail').waitFor();
  await page.getByLabel('Code').fill(await codeFor(gatehouse, email));
}

browse('a passkey right after the registration: backup codes are downloaded, copied and printed', desktop, [401], async (page, context) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const device = await addAuthenticator(page, 'platform');
  await register(page, 'offered@example.com');
  await heading(page, 'Sign in faster the next time').waitFor();
  await assertAccessible(page);
  await page.reload();
  await heading(page, 'Sign in faster the next time').waitFor();
  await device.verify(false);
  await button(page, 'Create a passkey').click();
  await page.getByText('Nothing was confirmed').waitFor();
  await assertAccessible(page);
  await device.verify(true);
  await button(page, 'Create a passkey').click();
  await heading(page, 'Keep your backup codes').waitFor();
  await assertAccessible(page);
  const codes = await page.getByRole('list', { name: 'Your backup codes' }).getByRole('listitem').allTextContents();
  assert.equal(codes.length, 10);

  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download').click()]);
  assert.match(download.suggestedFilename(), /backup-codes\.txt$/);
  const file = await readFile(await download.path(), 'utf8');
  for (const code of codes) assert(file.includes(code), code);
  await button(page, 'Copy').click();
  await page.getByText('The codes are copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.join('\n'));
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  await button(page, 'Print').click();
  await page.locator('html[data-printed]').waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByText(codes[0]).isVisible(), true);
  assert.equal(await heading(page, 'Keep your backup codes').isVisible(), false, 'only the codes are on paper');
  await page.emulateMedia({ media: null });

  // They would be gone for good: leaving is asked about.
  const leaving = page.waitForEvent('dialog');
  await page.evaluate(() => void setTimeout(() => window.location.reload()));
  const dialog = await leaving;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  await heading(page, 'Keep your backup codes').waitFor();
  await button(page, 'I have kept them').click();
  await page.waitForURL('**/account');
  assert.equal((await device.credentials()).length, 1);
});

browse('whoever wants no passkey says so once', phone, [401], async (page) => {
  await addAuthenticator(page, 'platform');
  await register(page, 'thanks-no@example.com');
  await heading(page, 'Sign in faster the next time').waitFor();
  await button(page, 'Not now').click();
  await page.waitForURL('**/account');
  await button(page, 'Sign out').click();
  await page.waitForURL('**/sign-in?**');
  await register(page, 'thanks-no-again@example.com');
  await page.waitForURL('**/account');
});
