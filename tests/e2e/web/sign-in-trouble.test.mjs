// What goes wrong around a sign-in, and how the pages help: accounts that may not enter, addresses that nobody knows, parts of a page that do
// not arrive. And what a first visit weighs in each language.
import assert from 'node:assert/strict';

import { addProfile } from './factors.mjs';
import { assertAccessible, desktop, eventually, makeAccount, password, phone, signIn, startWorld } from './harness.mjs';

const { gatehouse, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });

browse('a locked account: only who knows the password learns of it, and what to do', phone, [401, 403], async (page) => {
  await makeAccount(gatehouse, 'locked@example.com');
  await gatehouse.run('account', 'lock', 'locked@example.com');
  await signIn(page, 'locked@example.com', 'not the right password');
  await page.getByText('do not belong together').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await heading(page, 'This account is locked').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.tagName), 'H1', 'the message takes the focus');
  await page.getByRole('heading', { name: 'What you can do' }).waitFor();
  await assertAccessible(page);
  await page.goBack();
  await heading(page, 'Sign in').waitFor();
  await page.goForward();
  await heading(page, 'Welcome back').waitFor();
  await gatehouse.run('account', 'unlock', 'locked@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.waitForURL('**/account');
});

browse('an account for certain networks only: another try, or another account', desktop, [401, 403], async (page) => {
  await makeAccount(gatehouse, 'office@example.com');
  await addProfile(gatehouse, 'office', { restrictions: { networks: ['198.51.100.0/24'] } });
  await gatehouse.run('account', 'profile', 'office@example.com', 'office');
  await signIn(page, 'office@example.com');
  await heading(page, 'Not from here, or not now').waitFor();
  await assertAccessible(page);
  await page.getByRole('link', { name: 'Try again' }).click();
  await heading(page, 'Welcome back').waitFor();
  await page.getByText('office@example.com').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.getByRole('link', { name: 'Use another account' }).click();
  await heading(page, 'Sign in').waitFor();
});

browse('loading again keeps the name, the wish to be remembered and the way back', phone, [], async (page) => {
  await makeAccount(gatehouse, 'again@example.com');
  await page.goto('/sign-in?return_to=/account/devices');
  await page.getByLabel('E-mail, phone number or user name').fill('again@example.com');
  await button(page, 'Continue').click();
  await heading(page, 'Welcome back').waitFor();
  const box = page.getByLabel('Remember my sign-in name on this device');
  assert.equal(await box.isChecked(), true);
  const filled = await box.evaluate((input) => getComputedStyle(input).backgroundColor);
  assert.notEqual(filled, 'rgba(0, 0, 0, 0)', 'what is ticked looks so');
  await button(page, 'Sign in').click();
  await page.getByText('Please fill this in.').waitFor();
  await page.reload();
  await heading(page, 'Welcome back').waitFor();
  await page.getByText('again@example.com').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.waitForURL('**/account/devices');
});

browse('whoever switches accounts still does after loading again', desktop, [401], async (page) => {
  await makeAccount(gatehouse, 'first@example.com', { display_name: 'First' });
  await makeAccount(gatehouse, 'second@example.com', { display_name: 'Second' });
  await signIn(page, 'first@example.com');
  await page.waitForURL('**/account');
  await page.goto('/sign-in?switch');
  await page.getByRole('link', { name: 'Use another account' }).click();
  await page.getByLabel('E-mail, phone number or user name').fill('second@example.com');
  await button(page, 'Continue').click();
  await heading(page, 'Welcome back').waitFor();
  await page.reload();
  await heading(page, 'Welcome back').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  await page.waitForURL('**/account');
  await heading(page, 'Hello, Second').waitFor();
});

for (const [name, options, title] of [
  ['English', desktop, 'This page does not exist'],
  ['Bangla', { ...phone, locale: 'bn-BD' }, 'এই পাতাটি নেই'],
]) {
  browse(`an address that nobody knows is answered in ${name}`, options, [404], async (page) => {
    for (const path of ['/nothing', '/sign-in/nothing', '/v2/things?x=1']) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 404);
      await heading(page, title).waitFor();
      await assertAccessible(page);
    }
    await page.getByRole('main').getByRole('link').click();
    await page.waitForURL(`${gatehouse.url}/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
}

browse('a slow network: something stands there from the start', { ...phone, colorScheme: 'dark' }, [], async (page) => {
  let release;
  const arrival = new Promise((resolve) => (release = resolve));
  await page.route('**/assets/*.js', async (route) => {
    await arrival;
    await route.continue();
  });
  await page.goto('/sign-in', { waitUntil: 'commit' });
  await page.locator('.gh-skeleton').waitFor();
  const shade = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(shade, 'rgb(17, 20, 19)', 'dark where the device is');
  const slow = page.getByText('The page has not arrived yet');
  const [isShown, since] = await slow.evaluate((element) => [element.checkVisibility({ visibilityProperty: true }), performance.now()]);
  assert(!isShown || since > 8000, `complained of after ${since} ms`);
  await slow.waitFor({ timeout: 20_000 });
  await assertAccessible(page);
  release();
  await heading(page, 'Sign in').waitFor();
  assert.equal(await page.locator('.gh-skeleton').count(), 0);
});

browse('texts that do not arrive: the page says so at once in both languages, and loads again', phone, [0], async (page) => {
  await page.route('**/assets/en-*.js', (route) => route.abort());
  await page.goto('/sign-in');
  await page.getByText('The page has not arrived yet').waitFor({ timeout: 6000 });
  await page.getByText('পাতাটি এখনো আসেনি').waitFor();
  await assertAccessible(page);
  await page.unroute('**/assets/en-*.js');
  await page.getByRole('link', { name: /Load again/ }).click();
  await heading(page, 'Sign in').waitFor();
});

browse('a part that does not arrive: the page says so, and loading again goes on where it was', desktop, [0, 401], async (page) => {
  await page.route('**/assets/PhoneStep-*.js', (route) => route.abort());
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign in with your phone' }).click();
  await heading(page, 'A part of this page is missing').waitFor();
  await assertAccessible(page);
  await page.unroute('**/assets/PhoneStep-*.js');
  await button(page, 'Load again').click();
  await heading(page, 'Sign in with your phone').waitFor();
});

browse('a language that does not arrive: the old one stays, and a notice says why', phone, [0], async (page) => {
  await page.route('**/assets/bn-*.js', (route) => route.abort());
  await page.goto('/sign-in');
  await heading(page, 'Sign in').waitFor();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('bn');
  await page.getByText('The language could not be changed').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Language' }).inputValue(), 'en');
  await assertAccessible(page);
  await page.reload();
  await heading(page, 'Sign in').waitFor();
});

browse('the list of countries begins with the likely one', desktop, [], async (page) => {
  await page.goto('/sign-up');
  await page.getByText('Phone', { exact: true }).click();
  const countries = await page.getByLabel('Country').locator('option').allTextContents();
  assert.equal(countries[0], 'Bangladesh (+880)');
  assert.equal(countries[1], 'Afghanistan (+93)');
  assert.equal(countries.filter((country) => country === countries[0]).length, 1);
});

browse('whoever reads Bangla begins with the phone number', { ...phone, locale: 'bn-BD' }, [], async (page) => {
  await page.goto('/sign-up');
  await page.getByLabel('ফোন নম্বর').waitFor();
  assert.equal(await page.getByLabel('দেশ').inputValue(), 'BD');
  await page.getByText('ই-মেইল', { exact: true }).click();
  await page.getByLabel('ই-মেইল ঠিকানা').waitFor();
});
