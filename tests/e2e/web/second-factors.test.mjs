// The second half of a sign-in on the pages: every way to confirm, in Chromium over a real server.
import assert from 'node:assert/strict';

import { addAuthenticator, addKey, makePerson, readQr, totp } from './factors.mjs';
import { allTextsSent, assertAccessible, codeFor, desktop, eventually, password, phone, sentTo, signIn, startWorld } from './harness.mjs';

const { gatehouse, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const other = (page) => page.getByRole('link', { name: 'Try another way' });

async function chooseWay(page, name) {
  await other(page).click();
  await heading(page, 'How do you want to confirm?').waitFor();
  await page.getByRole('button', { name }).click();
}

/** Makes the browser one that has never been here. */
async function forget(page, context) {
  await page.goto('/docs');
  await context.clearCookies();
  await page.evaluate(() => localStorage.clear());
}

const wrong = (code) => (code === '000000' ? '111111' : '000000');

browse('an app’s code: a wrong one, loading again, back, forward, the right one', phone, [422, 401], async (page) => {
  const person = await makePerson(gatehouse, 'app@example.com', { display_name: 'Rahim Uddin' });
  const key = await person.addTotp();
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.name), 'code', 'the field has the focus');
  await page.getByLabel('Code').fill('123');
  await button(page, 'Confirm').click();
  await page.getByText('The code has six digits.').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Code').fill(wrong(await totp(key, 1)));
  await page.getByText('This code is not right').waitFor();
  await page.getByText('Wait for the next code').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.name), 'code', 'the field has the focus again');
  await assertAccessible(page);

  await page.reload();
  await heading(page, 'Enter the code of your app').waitFor();
  await page.getByText('app@example.com').waitFor();
  await page.goBack();
  await heading(page, 'Welcome back').waitFor();
  await page.reload();
  await page.getByText('app@example.com').waitFor();
  await page.goForward();
  // As it is typed from the screen of a phone, in the digits of a Bangla keyboard.
  const bangla = (await totp(key, 1)).replace(/\d/g, (digit) => '০১২৩৪৫৬৭৮৯'[digit]);
  await page.getByLabel('Code').fill(`${bangla.slice(0, 3)} ${bangla.slice(3)}`);
  await page.waitForURL('**/account');
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.match(stored, /app@example\.com/, 'the name is remembered');
  assert.doesNotMatch(stored, /eyJ|gatehouse\.attempt/, 'nothing else is');
});

browse('codes by text and e-mail go out once, and sign in', desktop, [422, 401], async (page) => {
  const person = await makePerson(gatehouse, 'messages@example.com');
  await person.addSms('+8801712345601');
  await person.addEmail('messages.second@example.com');
  const before = await sentTo(gatehouse, '+8801712345601');
  await signIn(page, person.email);
  await heading(page, 'Check your messages').waitFor();
  await page.getByText('+880 •••• ••601').waitFor();
  await page.getByText(/New code in 0:\d\d/).waitFor();
  await eventually(() => sentTo(gatehouse, '+8801712345601'), before + 1);
  await assertAccessible(page);

  await page.reload();
  await page.getByText('+880 •••• ••601').waitFor();
  await page.getByText(/New code in 0:\d\d/).waitFor();
  await page.goBack();
  await page.goForward();
  await heading(page, 'Check your messages').waitFor();
  await page.getByText(/New code in 0:\d\d/).waitFor();

  await chooseWay(page, 'E-mail');
  await heading(page, 'Check your e-mail').waitFor();
  await page.getByText('m•••@example.com').waitFor();
  // After that of the enrolment.
  const code = await codeFor(gatehouse, 'messages.second@example.com', 1);
  await allTextsSent(gatehouse);
  assert.equal(await sentTo(gatehouse, '+8801712345601'), before + 1, 'loading again has sent nothing');
  await page.getByLabel('Code').fill(wrong(code));
  await page.getByText('This code is not right').waitFor();
  await page.getByLabel('Code').fill(code);
  await page.waitForURL('**/account');
});

browse('two tabs that ask at once cause one message', desktop, [401, 429], async (page, context) => {
  const person = await makePerson(gatehouse, 'tabs@example.com');
  await person.addSms('+8801712345602');
  const before = await sentTo(gatehouse, '+8801712345602');
  await signIn(page, person.email);
  await heading(page, 'Check your messages').waitFor();
  const second = await context.newPage();
  await second.goto(page.url());
  await heading(second, 'Check your messages').waitFor();
  await second.getByText(/New code in 0:\d\d/).waitFor();
  await allTextsSent(gatehouse);
  assert.equal(await sentTo(gatehouse, '+8801712345602'), before + 1);
  await second.getByLabel('Code').fill(await codeFor(gatehouse, '+8801712345602', before));
  await second.waitForURL('**/account');
});

browse('a backup code signs in once, however it is written', phone, [422, 401], async (page, context) => {
  const person = await makePerson(gatehouse, 'backup@example.com');
  await person.addTotp();
  const [code] = person.backupCodes;
  await signIn(page, person.email);
  await chooseWay(page, 'Backup code');
  await heading(page, 'Enter a backup code').waitFor();
  await button(page, 'Confirm').click();
  await page.getByText('Please fill this in.').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Backup code').fill(` ${code.toLowerCase().replace('-', ' ')} `);
  await page.getByLabel('Backup code').press('Enter');
  await page.waitForURL('**/account');

  await forget(page, context);
  await signIn(page, person.email);
  await chooseWay(page, 'Backup code');
  await page.getByLabel('Backup code').fill(code);
  await button(page, 'Confirm').click();
  await page.getByText('This code is not right').waitFor();
});

browse('a security key is touched', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'key@example.com');
  const key = await addAuthenticator(page, 'roaming');
  await addKey(page, person, 'hardware_key');
  assert.equal((await key.credentials()).length, 1);
  await signIn(page, person.email);
  await heading(page, 'Use your security key').waitFor();
  await assertAccessible(page);
  await page.reload();
  await heading(page, 'Use your security key').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.textContent), 'Use the security key');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/account');
});

browse('a passkey as the second factor: not confirmed, then confirmed', phone, [401, 422], async (page) => {
  const person = await makePerson(gatehouse, 'finger@example.com');
  const device = await addAuthenticator(page, 'platform');
  await addKey(page, person, 'biometric');
  // With a list of passkeys to pick from, this device would sign in by itself.
  await device.touch(false);
  await signIn(page, person.email);
  await heading(page, 'Use your passkey').waitFor();
  await device.touch(true);
  await assertAccessible(page);
  await page.route('**/v1/sign-ins/*/challenges', async (route) => {
    const answer = await route.fetch();
    const challenge = await answer.json();
    challenge.public_key.allowCredentials = [{ type: 'public-key', id: 'bm9uZQ', transports: ['internal'] }];
    challenge.public_key.timeout = 500;
    await route.fulfill({ response: answer, json: challenge });
  }, { times: 1 });
  await page.reload();
  await button(page, 'Use the passkey').click();
  await page.getByText('Nothing was confirmed').waitFor();
  await assertAccessible(page);
  await button(page, 'Use the passkey').click();
  await page.waitForURL('**/account');
});

browse('a push message: the number on the page is picked on the phone', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'push@example.com');
  await person.addPush();
  await signIn(page, person.email);
  await heading(page, 'Choose this number on your device').waitFor();
  const shown = page.locator('output');
  await shown.waitFor();
  const number = Number(await shown.textContent());
  await page.getByText('Waiting for your answer').waitFor();
  await assertAccessible(page);
  const question = await person.question();
  assert(question.numbers.includes(number), 'the number is one of those on the phone');

  await page.reload();
  await shown.waitFor();
  assert.equal(Number(await shown.textContent()), number, 'loading again asks nobody a second time');
  assert.equal((await person.get('/v1/me/approvals')).items.length, 1);
  await person.decide(question.id, 'approve', number);
  await page.waitForURL('**/account');
});

browse('a push message that was answered while the page was loaded again', phone, [401], async (page) => {
  const person = await makePerson(gatehouse, 'away@example.com');
  await person.addPush();
  await signIn(page, person.email);
  const shown = page.locator('output');
  await shown.waitFor();
  const number = Number(await shown.textContent());
  const address = page.url();
  await page.goto('/docs');
  await person.decide((await person.question()).id, 'approve', number);
  await page.goto(address);
  await page.waitForURL('**/account');
});

browse('the phone has said yes, and the network fails: another try, and nobody is asked again', phone, [401, 0], async (page) => {
  const person = await makePerson(gatehouse, 'almost@example.com');
  await person.addPush();
  await signIn(page, person.email);
  const shown = page.locator('output');
  await shown.waitFor();
  await page.route('**/v1/sign-ins/*/verify', (route) => route.abort('internetdisconnected'), { times: 1 });
  await person.decide((await person.question()).id, 'approve', Number(await shown.textContent()));
  await page.getByText('We could not reach the server').waitFor();
  await assertAccessible(page);
  await button(page, 'Try again').click();
  await page.waitForURL('**/account');
});

browse('the way that was used last comes first', desktop, [401], async (page, context) => {
  const person = await makePerson(gatehouse, 'habit@example.com');
  await person.addPush();
  const key = await person.addTotp();
  await signIn(page, person.email);
  await heading(page, 'Choose this number on your device').waitFor();
  await chooseWay(page, 'Authenticator app');
  await page.getByLabel('Code').fill(await totp(key, 1));
  await page.waitForURL('**/account');
  await forget(page, context);
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  await other(page).click();
  assert.match(await page.getByRole('button', { name: 'Authenticator app' }).textContent(), /last used/);
  await page.getByRole('button', { name: 'Backup code' }).click();
  await page.getByLabel('Backup code').fill(person.backupCodes[0]);
  await button(page, 'Confirm').click();
  await page.waitForURL('**/account');
});

browse('a push message that is refused ends the sign-in, and the page says what to do', desktop, [401, 403, 429], async (page) => {
  const person = await makePerson(gatehouse, 'refused@example.com');
  await person.addPush();
  await signIn(page, person.email);
  await page.locator('output').waitFor();
  await person.decide((await person.question()).id, 'deny');
  await heading(page, 'Refused on your other device').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Start again' }).click();
  await heading(page, 'Welcome back').waitFor();
  await page.getByText('refused@example.com').waitFor();
  // Nobody is asked again so soon; other ways remain.
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.getByText('We have sent as many messages as we may for now').waitFor();
  await assertAccessible(page);
  await chooseWay(page, 'Backup code');
  await page.getByLabel('Backup code').fill(person.backupCodes[0]);
  await button(page, 'Confirm').click();
  await page.waitForURL('**/account');
});

browse('a QR code is scanned by a phone, which is seen, and confirmed there', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'scan@example.com');
  await person.addQr();
  await signIn(page, person.email);
  await heading(page, 'Scan this code with your phone').waitFor();
  const image = page.getByRole('img', { name: 'A code to scan with your phone' });
  const address = await readQr(image);
  assert(address.startsWith(`${gatehouse.url}/approve#`));
  await assertAccessible(page);
  const question = await person.scan(address);
  await page.getByText('Scanned. Now confirm on your phone.').waitFor();
  await assertAccessible(page);
  await person.decide(question.id, 'approve');
  await page.waitForURL('**/account');
});

browse('codes of eight digits have room, and six are not sent by themselves', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'eight@example.com');
  const key = await person.addTotp('otpauth://totp/Old:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8');
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  const code = await totp(key, 1);
  await page.getByLabel('Code').fill(code.slice(0, 6));
  await page.getByLabel('Code').fill(code);
  await page.waitForURL('**/account');
});

browse('a trusted device is not asked the next time', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'trusted@example.com', { display_name: 'Trusted' });
  const key = await person.addTotp();
  await signIn(page, person.email);
  await page.getByLabel('Trust this device').check();
  await page.getByLabel('Code').fill(await totp(key, 1));
  await page.waitForURL('**/account');
  await button(page, 'Sign out').click();
  await page.getByRole('button', { name: /^Trusted/ }).click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.waitForURL('**/account');
});
