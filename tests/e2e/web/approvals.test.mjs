// Answering on the phone for another device: what a push message leads to, and the code that the camera read.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { enter, fromElsewhere, letProofAge } from './account.mjs';
import { makePerson, totp } from './factors.mjs';
import { assertAccessible, desktop, eventually, makeAccount, password, phone, startWorld } from './harness.mjs';
import { notifications, pushSettings, pushTo, startPushService, usePushService } from './push.mjs';

const { gatehouse, browse } = startWorld({
  ...pushSettings,
  // So that a test can say where the other device is.
  GATEHOUSE_HTTP_TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
});
let service;
before(async () => {
  service = await startPushService();
});
after(() => service?.stop());

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** A sign-in on another device that has got as far as the question by `method`. */
async function ask(person, method) {
  const { id } = await fromElsewhere(gatehouse, '/v1/sign-ins', { identifier: person.email, password });
  const challenge = await fromElsewhere(gatehouse, `/v1/sign-ins/${id}/challenges`, { method });
  const finish = () => fromElsewhere(gatehouse, `/v1/sign-ins/${id}/verify`, { method });
  return { ...challenge, finish };
}

const pathOf = (address) => new URL(address).pathname + new URL(address).hash;

/** Somebody whose phone, which is this page, was added for push messages. */
async function withPush(page, context, name) {
  const person = { email: `${name}@example.com`, backupCodes: [] };
  await usePushService(context, service);
  await makeAccount(gatehouse, person.email, { display_name: 'Rahim Uddin' });
  await enter(page, person, '/account/security?add=push');
  const deliver = await pushTo(page);
  await button(page, 'Allow messages').click();
  await page.getByText('A message with a code is on its way').waitFor();
  await deliver(await service.next());
  await button(page, 'I have kept them').click();
  await heading(page, 'Login & security').waitFor();
  return { ...person, deliver };
}

browse('a message arrives; the number of the other screen is picked', phone, [401, 409], async (page, context) => {
  const person = await withPush(page, context, 'push');
  const asked = await ask(person, 'push');
  await person.deliver(await service.next());
  let shown;
  await eventually(async () => {
    shown = (await notifications(page)).find(({ data }) => data !== '/account');
    return shown !== undefined;
  }, true, 'the message is shown');
  assert.match(shown.data, /^\/approve\/apr_/);
  assert.match(shown.body, /wants to sign in/);
  await page.goto(shown.data);
  await heading(page, 'Is it you who is signing in?').waitFor();
  await page.getByText('Chrome · Windows').waitFor();
  await page.getByText('The same network as this device').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Number/ }).count(), 5);
  await assertAccessible(page);
  await page.reload();
  await button(page, `Number ${asked.number}`).click();
  await heading(page, 'Approved').waitFor();
  await assertAccessible(page);
  assert.equal((await asked.finish()).status, 'complete');
  // Loading it again shows what was answered, and asks nothing.
  await page.reload();
  await heading(page, 'Approved').waitFor();
});

browse('a wrong number refuses, and says what to do', phone, [401, 403, 422], async (page, context) => {
  const person = await withPush(page, context, 'wrong');
  const asked = await ask(person, 'push');
  await service.next();
  await page.goto('/account');
  await page.getByText('A device waits for your answer').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: /^Look:/ }).click();
  const numbers = page.getByRole('button', { name: /^Number/ });
  await numbers.first().waitFor();
  const names = await numbers.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  await button(page, names.find((name) => name !== `Number ${asked.number}`)).click();
  await heading(page, 'That was another number, so we have refused').waitFor();
  await assertAccessible(page);
  assert.equal((await asked.finish()).code, 'approval_denied');
  await page.getByRole('link', { name: 'Change my password' }).click();
  await heading(page, 'Login & security').waitFor();
  await page.getByText('Whoever it was knows your password').waitFor();
  await page.getByLabel('Present password', { exact: true }).waitFor();
});

browse('a device that was not added for it cannot approve, but refuse', phone, [401, 422], async (page) => {
  const person = await makePerson(gatehouse, 'elsewhere@example.com');
  await person.addPush();
  await enter(page, person);
  const asked = await ask(person, 'push');
  await page.reload();
  await page.getByRole('link', { name: /^Look:/ }).click();
  await button(page, `Number ${asked.number}`).click();
  await page.getByText('You cannot approve it here').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Number/ }).count(), 0);
  await assertAccessible(page);
  await button(page, 'No, refuse').click();
  await heading(page, 'Refused').waitFor();
  await assertAccessible(page);
  assert.equal((await asked.finish()).code, 'approval_denied');
});

browse('a scanned code waits while one signs in, leaves the address, and works once', phone, [401, 410], async (page) => {
  const person = await makePerson(gatehouse, 'scan@example.com', { display_name: 'Rahim Uddin' });
  const key = await person.addTotp();
  await person.addQr();
  const asked = await ask(person, 'qr');
  await page.goto(pathOf(asked.qr_uri));
  await page.waitForURL('**/sign-in?return_to=%2Fapprove');
  assert(!page.url().includes(new URL(asked.qr_uri).hash.slice(1)), 'the code travels to no server');
  await page.getByLabel('E-mail, phone number or user name').fill(person.email);
  await button(page, 'Continue').click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.getByLabel('Code', { exact: true }).fill(await totp(key, 1));
  await page.waitForURL('**/approve/apr_*');
  await heading(page, 'Is it you who is signing in?').waitFor();
  await assertAccessible(page);
  assert.equal(await page.evaluate(() => sessionStorage.getItem('gatehouse.scanned-code')), null, 'it is not kept longer');
  await page.reload();
  await button(page, 'Yes, it is me').click();
  await heading(page, 'Approved').waitFor();
  assert.equal((await asked.finish()).status, 'complete');

  await page.goto('/account');
  await page.goto(pathOf(asked.qr_uri));
  await heading(page, 'This code is no longer good').waitFor();
  await assertAccessible(page);
  // The next one, read while this page is open.
  const next = await ask(person, 'qr');
  await page.evaluate((hash) => (window.location.hash = hash), new URL(next.qr_uri).hash);
  await heading(page, 'Is it you who is signing in?').waitFor();
  await button(page, 'No, refuse').click();
  await heading(page, 'Refused').waitFor();
  assert.equal((await next.finish()).code, 'approval_denied');
});

browse('a code from another network is shown with a warning', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'network@example.com');
  await person.addQr();
  await enter(page, person);
  const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': '203.0.113.7' };
  const post = async (path, body) =>
    (await fetch(gatehouse.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  const { id } = await post('/v1/sign-ins', { identifier: person.email, password });
  const { qr_uri: address } = await post(`/v1/sign-ins/${id}/challenges`, { method: 'qr' });
  await page.goto(pathOf(address));
  await page.getByText('It is in another network than this device').waitFor();
  await page.getByText('Address 203.0.113.7').waitFor();
  await assertAccessible(page);
});

browse('a sign-in by QR code alone demands what the account asks for', phone, [401, 409], async (page) => {
  const person = await makePerson(gatehouse, 'whole@example.com');
  const key = await person.addTotp();
  await enter(page, person);
  // As after a sign-in on a trusted device, which left the second step out.
  await gatehouse.sql("UPDATE user_sessions SET acr = 'aal1', amr = '{pwd}'");
  await letProofAge(gatehouse);
  await page.reload();
  const begun = await fromElsewhere(gatehouse, '/v1/sign-ins/qr', {});
  const { qr_uri: address } = await fromElsewhere(gatehouse, `/v1/sign-ins/${begun.id}/challenges`, { method: 'qr' });
  await page.goto(pathOf(address));
  await button(page, 'Yes, it is me').click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.waitFor();
  await assertAccessible(page);
  await dialog.getByRole('textbox', { name: 'Code' }).fill(await totp(key, 1));
  await heading(page, 'Approved').waitFor();
});

browse('nothing to answer: no code, an old one, somebody else’s', phone, [401, 404, 410, 422], async (page) => {
  const person = await makePerson(gatehouse, 'nothing@example.com');
  await person.addQr();
  await enter(page, person, '/approve');
  await heading(page, 'Approve a sign-in').waitFor();
  await assertAccessible(page);
  await page.goto('/approve/apr_01h455vb4pex5vsknk084sn02q');
  await heading(page, 'There is nothing to answer here').waitFor();
  await assertAccessible(page);
  await page.goto('/approve/nonsense');
  await heading(page, 'There is nothing to answer here').waitFor();
  const late = await ask(person, 'qr');
  await page.goto(pathOf(late.qr_uri));
  await button(page, 'Yes, it is me').waitFor();
  await gatehouse.sql("UPDATE approvals SET expires_at = now() - interval '1 second'");
  // Unless the page learns it by itself before.
  const tooLate = heading(page, 'Too late to answer');
  await Promise.race([tooLate.waitFor(), button(page, 'Yes, it is me').click().catch(() => undefined)]);
  await tooLate.waitFor();
  await assertAccessible(page);
  await page.reload();
  await tooLate.waitFor();
});

browse('the network is gone while one answers', phone, [0, 401], async (page) => {
  const person = await makePerson(gatehouse, 'gone@example.com');
  await person.addQr();
  await enter(page, person);
  const asked = await ask(person, 'qr');
  await page.goto(pathOf(asked.qr_uri));
  await button(page, 'Yes, it is me').waitFor();
  await page.waitForLoadState('networkidle');
  let isDown = true;
  await page.route('**/v1/me/approvals/apr_*', (route) =>
    isDown && route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue());
  await button(page, 'Yes, it is me').click();
  await page.getByText('We could not reach the server').waitFor();
  await assertAccessible(page);
  isDown = false;
  await button(page, 'Yes, it is me').click();
  await heading(page, 'Approved').waitFor();
});

browse('on a desktop the question stands in the middle of the window', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'middle@example.com', { locale: 'bn-BD' });
  await person.addQr();
  await enter(page, person);
  const asked = await ask(person, 'qr');
  await page.goto(pathOf(asked.qr_uri));
  await heading(page, 'আপনিই কি সাইন ইন করছেন?').waitFor();
  await assertAccessible(page);
});
