// What can go wrong in the second half of a sign-in: too many tries, waiting, another tab or browser, no network, no mouse.
import assert from 'node:assert/strict';

import { makePerson, totp } from './factors.mjs';
import { assertAccessible, desktop, eventually, password, phone, signIn, startWorld } from './harness.mjs';

const { gatehouse, open, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const other = (page) => page.getByRole('link', { name: 'Try another way' });

async function chooseWay(page, name) {
  await other(page).click();
  await heading(page, 'How do you want to confirm?').waitFor();
  await page.getByRole('button', { name }).click();
}

const wrong = (code) => (code === '000000' ? '111111' : '000000');

browse('too many wrong codes close a way, and another one is open', phone, [422, 429, 401], async (page) => {
  const person = await makePerson(gatehouse, 'guess@example.com');
  const key = await person.addTotp();
  await signIn(page, person.email);
  const bad = wrong(await totp(key));
  for (let i = 0; i < 5; ++i) {
    const answer = page.waitForResponse('**/v1/sign-ins/*/verify');
    await page.getByLabel('Code').fill(bad);
    assert.equal((await answer).status(), 422);
    await page.getByText('This code is not right').waitFor();
    await eventually(() => page.getByLabel('Code').inputValue(), '');
  }
  await page.getByLabel('Code').fill(bad);
  await page.getByText('That was wrong too often').waitFor();
  assert.equal(await page.getByLabel('Code').count(), 0);
  await assertAccessible(page);
  await chooseWay(page, 'Backup code');
  await page.getByLabel('Backup code').fill(person.backupCodes[0]);
  await button(page, 'Confirm').click();
  await page.waitForURL('**/account');
});

browse('whoever has to wait is told how long, and goes on then', desktop, [429, 401], async (page) => {
  const person = await makePerson(gatehouse, 'patience@example.com');
  const key = await person.addTotp();
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  // As the server answers to whoever guesses in one sign-in after another, but for seconds instead of an hour.
  const throttled = { contentType: 'application/problem+json', body: '{"code":"rate_limited","status":429}' };
  await page.route('**/v1/sign-ins/*/verify', (route) =>
    route.fulfill({ status: 429, headers: { 'Retry-After': '12' }, ...throttled }), { times: 1 });
  await page.getByLabel('Code').fill('000000');
  await page.getByText('Confirming has to wait').waitFor();
  await page.getByText(/You can go on in 0:[01]\d/).waitFor();
  assert.equal(await button(page, 'Confirm').isDisabled(), true);
  await assertAccessible(page);
  await page.getByText('Confirming has to wait').waitFor({ state: 'detached', timeout: 30_000 });
  await page.getByLabel('Code').fill(await totp(key, 1));
  await page.waitForURL('**/account');
});

browse('a sign-in that was finished in another tab starts again with its name', desktop, [410, 401], async (page, context) => {
  const person = await makePerson(gatehouse, 'twice@example.com');
  const key = await person.addTotp();
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  const second = await context.newPage();
  await second.goto(page.url());
  await second.getByLabel('Code').fill(await totp(key, 1));
  await second.waitForURL('**/account');
  await page.getByLabel('Code').fill('123456');
  await heading(page, 'Please start again').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Start again' }).click();
  await heading(page, 'Welcome back').waitFor();
  await page.getByText('twice@example.com').waitFor();
});

browse('an address of a sign-in that is over, or of none, leads back', phone, [410, 404, 422, 401], async (page) => {
  await page.goto('/sign-in?step=factor&id=sia_01h455vb4pex5vsknk084sn02q');
  await heading(page, 'Please start again').waitFor();
  await page.getByRole('link', { name: 'Start again' }).click();
  await heading(page, 'Sign in').waitFor();
  await page.goto('/sign-in?step=factor&id=../../v1/me');
  await heading(page, 'Sign in').waitFor();
  await page.goto('/sign-in?step=enrol');
  await heading(page, 'Sign in').waitFor();
});

browse('a sign-in of another browser cannot be gone on with here', desktop, [410], async (page) => {
  const person = await makePerson(gatehouse, 'bound@example.com');
  const key = await person.addTotp();
  const away = await open(phone, [401]);
  const there = await away.context.newPage();
  await signIn(there, person.email);
  await heading(there, 'Enter the code of your app').waitFor();
  await page.goto(there.url());
  await heading(page, 'Please start again').waitFor();
  await there.getByLabel('Code').fill(await totp(key, 1));
  await there.waitForURL('**/account');
  away.assertQuiet();
  await away.context.close();
});

browse('without a network nothing is lost: the page says so, and the same code goes through later', phone, [401, 0], async (page) => {
  const person = await makePerson(gatehouse, 'tunnel@example.com');
  const key = await person.addTotp();
  await signIn(page, person.email);
  await heading(page, 'Enter the code of your app').waitFor();
  await page.route('**/v1/sign-ins/*/verify', (route) => route.abort('internetdisconnected'), { times: 1 });
  const code = await totp(key, 1);
  await page.getByLabel('Code').fill(code);
  await page.getByText('We could not reach the server').waitFor();
  assert.equal(await page.getByLabel('Code').inputValue(), code);
  await button(page, 'Confirm').click();
  await page.waitForURL('**/account');
});

browse('from the name to the account by keyboard alone', desktop, [401], async (page) => {
  const person = await makePerson(gatehouse, 'keyboard@example.com');
  await person.addTotp();
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.name);
  const tabTo = async (name) => {
    for (let i = 0; i < 25; ++i) {
      if ((await focused()) === name) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${name} is not reached by the keyboard`);
  };
  await page.goto('/sign-in');
  await heading(page, 'Sign in').waitFor();
  await tabTo('username');
  await page.keyboard.type(person.email);
  await page.keyboard.press('Enter');
  await heading(page, 'Welcome back').waitFor();
  await eventually(() => focused(), 'password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await heading(page, 'Enter the code of your app').waitFor();
  await tabTo('Try another way');
  await page.keyboard.press('Enter');
  await heading(page, 'How do you want to confirm?').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.tagName), 'H1', 'the new page takes the focus');
  await tabTo('Backup code');
  await page.keyboard.press('Enter');
  await heading(page, 'Enter a backup code').waitFor();
  await page.keyboard.type(person.backupCodes[0]);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/account');
});
