// Proving again who one is: the dialog that opens over whatever page asked for something that demands it.
import assert from 'node:assert/strict';

import { enter, letProofAge, wrongCode } from './account.mjs';
import { addAuthenticator, addKey, makePerson, readQr, totp } from './factors.mjs';
import {
  allTextsSent, assertAccessible, codeFor, desktop, eventually, makeAccount, password, phone, sentTo, startWorld,
} from './harness.mjs';

const { gatehouse, browse } = startWorld();

const button = (page, name) => page.getByRole('button', { name, exact: true });
const question = (page) => page.getByRole('dialog', { name: 'Confirm that it is you' });
const code = (page) => question(page).getByRole('textbox', { name: 'Code' });
const focused = (page) => page.evaluate(() => document.activeElement.textContent || document.activeElement.name);

/** Asks for something that demands a proof: new backup codes. */
async function demand(page) {
  await button(page, 'Make new codes').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make new codes' }).click();
  await question(page).waitFor();
}

async function other(page, way) {
  await question(page).getByRole('button', { name: 'Try another way' }).click();
  await question(page).getByRole('button', { name: way }).click();
}

const granted = (page) => page.getByRole('dialog', { name: 'Keep these codes' }).waitFor();

browse('an app’s code is asked for; who gives none is told why nothing happened; the request then goes out by itself', phone, [401, 422], async (page) => {
  const person = await makePerson(gatehouse, 'app@example.com');
  const key = await person.addTotp();
  await enter(page, person, '/account/security');
  await letProofAge(gatehouse);
  await page.reload();
  await demand(page);
  await code(page).waitFor();
  await eventually(() => focused(page), 'code', 'the field has the focus');
  await assertAccessible(page);

  await page.keyboard.press('Escape');
  await question(page).waitFor({ state: 'detached' });
  await page.getByRole('dialog').getByText('Please confirm first that it is you').waitFor();
  await eventually(() => focused(page), 'Make new codes', 'what asked has the focus back');
  await assertAccessible(page);

  await page.getByRole('dialog').getByRole('button', { name: 'Make new codes' }).click();
  await code(page).fill('12');
  await question(page).getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The code has six digits.').waitFor();
  await code(page).fill(wrongCode(await totp(key, 1)));
  await page.getByText('This code is not right').waitFor();
  await eventually(() => focused(page), 'code');
  await assertAccessible(page);
  await code(page).fill(await totp(key, 1));
  await granted(page);
});

browse('what is proved in one tab holds in the other', desktop, [401], async (page, context) => {
  const person = await makePerson(gatehouse, 'tabs@example.com');
  const key = await person.addTotp();
  await person.addQr();
  await enter(page, person, '/account/security');
  await letProofAge(gatehouse);
  const second = await context.newPage();
  await Promise.all([page.reload(), second.goto('/account/security')]);
  await second.getByText('Authenticator app').waitFor();
  await demand(page);
  await code(page).waitFor();
  await code(page).fill(await totp(key, 1));
  await granted(page);

  await second.getByRole('group', { name: 'Change QR code' }).getByRole('button', { name: 'Remove' }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await second.getByText('QR code is removed').waitFor();
  assert.equal(await question(second).count(), 0, 'nobody is asked twice');
});

browse('without a second step it is the password', desktop, [401], async (page) => {
  const email = 'password@example.com';
  await makeAccount(gatehouse, email);
  await enter(page, { email }, '/account/security');
  await letProofAge(gatehouse);
  await page.goto('/account/security?add=totp');
  const field = question(page).getByLabel('Password', { exact: true });
  await field.waitFor();
  await eventually(() => focused(page), 'password');
  await assertAccessible(page);
  await question(page).getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Please fill this in').waitFor();
  await field.fill('not the right one at all');
  await field.press('Enter');
  await page.getByText('This is not your present password').waitFor();
  await assertAccessible(page);
  await field.fill(password);
  await field.press('Enter');
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();

  // Who does not want to prove anything sees why there is nothing, and can begin again.
  await letProofAge(gatehouse);
  await page.reload();
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('main').getByText('Please confirm first that it is you').waitFor();
  await button(page, 'Try again').click();
  await question(page).waitFor();
});

browse('texts, another mailbox and backup codes', phone, [401, 422, 429], async (page) => {
  const person = await makePerson(gatehouse, 'codes@example.com');
  await person.addSms('+8801712345602');
  await person.addEmail('codes@example.org');
  await enter(page, person, '/account/security');
  for (const [way, give] of [
    // After those of the enrolments.
    [/Text message/, async () => code(page).fill(await codeFor(gatehouse, '+8801712345602', 1))],
    [/E-mail/, async () => code(page).fill(await codeFor(gatehouse, 'codes@example.org', 1))],
    [/Backup code/, async () => {
      const field = question(page).getByLabel('Backup code');
      await field.fill('WRONG-WRONG');
      await field.press('Enter');
      await page.getByText('This code is not right').waitFor();
      await assertAccessible(page);
      await field.fill(person.backupCodes.pop().toLowerCase());
      await field.press('Enter');
    }],
  ]) {
    await letProofAge(gatehouse);
    await page.reload();
    await demand(page);
    await other(page, way);
    if (!way.test('Backup code')) await question(page).getByText(/We have sent a code of six digits to/).waitFor();
    await assertAccessible(page);
    await give();
    await granted(page);
    // Those of before have just been replaced.
    person.backupCodes = await page.getByRole('dialog').getByRole('listitem').allTextContents();
  }
});

browse('going back and forth between the ways sends nothing twice', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'twice@example.com');
  await person.addSms('+8801712345603');
  await enter(page, person, '/account/security');
  await letProofAge(gatehouse);
  await page.reload();
  await demand(page);
  await question(page).getByText(/We have sent a code/).waitFor();
  await question(page).getByRole('button', { name: /New code in/ }).waitFor();
  // That of the enrolment, and this one.
  await eventually(() => sentTo(gatehouse, '+8801712345603'), 2);
  for (const way of [/Backup code/, /Text message/, /Backup code/, /Text message/]) await other(page, way);
  await question(page).getByText(/We have sent a code/).waitFor();
  await allTextsSent(gatehouse);
  assert.equal(await sentTo(gatehouse, '+8801712345603'), 2);
});

browse('a passkey, and a key that is not here', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'passkey@example.com');
  await enter(page, person, '/account/security');
  const device = await addAuthenticator(page, 'platform');
  await addKey(page, person, 'biometric');
  await letProofAge(gatehouse);
  await page.goto('/account/security');
  await demand(page);
  await question(page).getByRole('button', { name: 'Use my passkey' }).waitFor();
  await eventually(() => focused(page), 'Use my passkey');
  await assertAccessible(page);
  await device.verify(false);
  await question(page).getByRole('button', { name: 'Use my passkey' }).click();
  await question(page).getByText('Nothing was confirmed').waitFor();
  await assertAccessible(page);
  await device.verify(true);
  await question(page).getByRole('button', { name: 'Use my passkey' }).click();
  await granted(page);
});

browse('another device: by its number, by a QR code, refused', desktop, [401, 403, 409], async (page) => {
  const person = await makePerson(gatehouse, 'device@example.com');
  await person.addPush();
  await person.addQr();
  await enter(page, person, '/account/security');
  await letProofAge(gatehouse);
  await page.reload();
  await demand(page);
  await question(page).getByText('Waiting for your other device').waitFor();
  const { id, numbers } = await person.question();
  const shown = Number(await question(page).locator('strong').textContent());
  assert(numbers.includes(shown));
  await assertAccessible(page);
  await person.decide(id, 'approve', shown);
  await granted(page);
  await button(page, 'I have kept them').click();

  await letProofAge(gatehouse);
  await page.reload();
  await demand(page);
  await other(page, /QR/);
  const address = await readQr(question(page).getByRole('img', { name: /QR code/ }));
  await assertAccessible(page);
  const scanned = await person.scan(address);
  await person.decide(scanned.id, 'approve');
  await granted(page);
  await button(page, 'I have kept them').click();

  await letProofAge(gatehouse);
  await page.reload();
  await demand(page);
  await question(page).getByText('Waiting for your other device').waitFor();
  await person.decide((await person.question()).id, 'deny');
  await question(page).getByText('This was refused on your other device').waitFor();
  assert.equal(await question(page).getByRole('button', { name: 'Try again' }).count(), 0);
  await assertAccessible(page);
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByText('Please confirm first that it is you').waitFor();
});

browse('codes of eight digits have room', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'eight@example.com');
  const key = await person.addTotp('otpauth://totp/Old:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8');
  await enter(page, person, '/account/security');
  await letProofAge(gatehouse);
  await page.reload();
  await demand(page);
  await code(page).fill('12');
  await question(page).getByRole('button', { name: 'Confirm' }).click();
  await question(page).getByText('The code has 8 digits.').waitFor();
  await code(page).fill(await totp(key, 1));
  await granted(page);
});

browse('trusting a device and changing the password demand it, too', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'more@example.com');
  const key = await person.addTotp();
  await enter(page, person, '/account/devices');
  await letProofAge(gatehouse);
  await page.reload();
  await button(page, 'Trust').first().click();
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Please confirm first that it is you').waitFor();
  await button(page, 'Trust').first().click();
  await code(page).fill(await totp(key, 1));
  await page.getByText(/is trusted$/).waitFor();

  await letProofAge(gatehouse);
  await page.goto('/account/security');
  await button(page, 'Change password').click();
  await page.getByLabel('Present password', { exact: true }).fill(password);
  await page.getByLabel('New password', { exact: true }).fill('an entirely other sentence 7');
  await button(page, 'Change password').click();
  await other(page, /Backup code/);
  await question(page).getByLabel('Backup code').fill(person.backupCodes.pop());
  await question(page).getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your password is changed').waitFor();
});
