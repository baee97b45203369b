// What ends by itself after a while, on a server where that is soon: the wait before a code is sent again, questions to other devices, and
// tokens that have been used.
import assert from 'node:assert/strict';

import { addProfile, makePerson, readQr } from './factors.mjs';
import {
  assertAccessible, codeFor, desktop, eventually, makeAccount, password, phone, sentTo, signIn, startWorld,
} from './harness.mjs';

const { gatehouse, browse } = startWorld(
  {
    GATEHOUSE_REGISTRATION_RESEND_COOLDOWN: '10s',
    GATEHOUSE_MFA_RESEND_COOLDOWN: '10s',
    GATEHOUSE_MFA_APPROVAL_LIFETIME: '30s',
    GATEHOUSE_TOKENS_REFRESH_GRACE: '0s',
  },
  (server) => addProfile(server, 'careful', { required: true }),
);

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Asks for another code as soon as that may be, and answers it; `before` is how many were sent to the address already. */
async function sendAgain(page, address, before) {
  await eventually(() => sentTo(gatehouse, address), before);
  await button(page, 'Send a new code').click({ timeout: 20_000 });
  await page.getByText('A new code is on its way').waitFor();
  await page.getByText(/New code in 0:\d\d/).waitFor();
  return codeFor(gatehouse, address, before);
}

browse('registering: the code is sent again', phone, [], async (page) => {
  const email = 'again@example.com';
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Continue').click();
  await heading(page, 'Check your e-mail').waitFor();
  await page.getByLabel('Code').fill(await sendAgain(page, email, 1));
  await page.waitForURL('**/account');
});

browse('signing in: the code of a text message is sent again', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'text@example.com');
  const number = '+8801712345601';
  await person.addSms(number);
  const before = await sentTo(gatehouse, number);
  await signIn(page, person.email);
  await heading(page, 'Check your messages').waitFor();
  await page.getByLabel('Code').fill(await sendAgain(page, number, before + 1));
  await page.waitForURL('**/account');
});

browse('adding a mailbox: the code is sent again', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'mailbox@example.com');
  await gatehouse.run('account', 'profile', person.email, 'careful');
  await signIn(page, person.email);
  await page.getByRole('button', { name: 'E-mail' }).click();
  await page.getByLabel('E-mail address').fill('second.mailbox@example.com');
  await button(page, 'Send a code').click();
  await page.getByText('s•••@example.com').waitFor();
  await page.getByLabel('Code').fill(await sendAgain(page, 'second.mailbox@example.com', 1));
  await heading(page, 'Keep your backup codes').waitFor();
});

browse('a push message that nobody answers is sent again when that is wished', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'silent@example.com');
  await person.addPush();
  await signIn(page, person.email);
  await page.locator('output').waitFor();
  await page.getByText('No answer has come.').waitFor({ timeout: 50_000 });
  assert.equal(await page.locator('output').count(), 0, 'the old number is gone');
  await assertAccessible(page);
  await button(page, 'Ask again').click();
  const shown = page.locator('output');
  await shown.waitFor();
  await person.decide((await person.question()).id, 'approve', Number(await shown.textContent()));
  await page.waitForURL('**/account');
});

browse('a code for the phone is exchanged before it is worth nothing', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'patient@example.com');
  const picture = page.getByRole('img', { name: 'A code to scan with your phone' });
  await page.goto('/sign-in?step=phone');
  const next = page.waitForResponse('**/v1/sign-ins/*/challenges', { timeout: 50_000 });
  const first = await readQr(picture);
  await next;
  await page.getByText(/A new code comes in 0:2\d/).waitFor();
  const second = await readQr(picture);
  assert.notEqual(second, first);
  await assert.rejects(person.scan(first), /code_expired/);
  const question = await person.scan(second);
  await page.getByText('Scanned. Now confirm on your phone.').waitFor();
  await person.decide(question.id, 'approve');
  await page.waitForURL('**/account');
});

browse('tabs that renew at once do it one after the other, and all stay signed in', desktop, [], async (page, context) => {
  await makeAccount(gatehouse, 'two-tabs@example.com');
  await signIn(page, 'two-tabs@example.com');
  await page.waitForURL('**/account');
  await page.getByText('You are signed in here and nowhere else').or(page.getByText(/^You are signed in \d/)).waitFor();
  // Here a token that is shown twice ends the session.
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (let i = 0; i < 4; ++i) {
    await Promise.all(tabs.map((tab) => tab.goto('/account/details')));
    await Promise.all(tabs.map((tab) => tab.getByRole('textbox', { name: 'Name' }).waitFor()));
  }
  // Signed out in one, signed out in all.
  await button(page, 'Sign out').click();
  await Promise.all(tabs.map((tab) => tab.waitForURL('**/sign-in?**')));
});
