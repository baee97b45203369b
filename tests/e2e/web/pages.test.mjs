// The pages in Chromium over a real server: what people do on them, from the registration to the last sign-out.
import assert from 'node:assert/strict';

import { tokenOf, untilRefused } from './account.mjs';
import { assertAccessible, codeFor, desktop, eventually, makeAccount, password, phone, signIn, startWorld } from './harness.mjs';

const { gatehouse, open, browse } = startWorld();

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

async function chooseDark(page) {
  await page.getByRole('combobox', { name: 'Appearance' }).selectOption('dark');
  await eventually(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme), 'dark');
}

browse('a person registers on a phone, reads the code in the mailbox page and lands in the account', phone, [422], async (page, context) => {
  await page.goto('/');
  await assertAccessible(page);
  await chooseDark(page);
  await page.getByRole('combobox', { name: 'Appearance' }).selectOption('light');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await heading(page, 'Create your account').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Enter an e-mail address').waitFor();
  await assertAccessible(page);
  await eventually(() => page.evaluate(() => document.activeElement.name), 'email', 'the first field to mend has the focus');

  for (const box of await page.getByRole('checkbox').all()) assert.equal(await box.isChecked(), false, 'no consent is ticked');
  await page.getByLabel('E-mail address').fill('rahim@example.com');
  await page.getByLabel(/Your name/).fill('Rahim Uddin');
  // While it is typed the service is asked, who knows more than its length.
  await page.getByLabel('Password', { exact: true }).fill('Rahim Uddin, Rahim');
  await page.getByText('Too easy to guess').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByText('A good password').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, 'Check your e-mail').waitFor();
  await page.getByText('r•••@example.com').waitFor();
  await page.getByText(/New code in [01]:\d\d/).waitFor();
  await assertAccessible(page);

  await page.reload();
  await heading(page, 'Check your e-mail').waitFor();
  const code = await codeFor(gatehouse, 'rahim@example.com');
  const wrong = code === '000000' ? '111111' : '000000';
  await page.getByLabel('Code').fill('twelve');
  assert.equal(await page.getByLabel('Code').inputValue(), '', 'nothing but digits stays');
  await page.getByLabel('Code').fill(wrong);
  await page.getByText('This code is not right').waitFor();
  await assertAccessible(page);

  const mailbox = await context.newPage();
  await mailbox.goto('/dev/outbox?to=rahim@example.com');
  const read = await mailbox.getByRole('article').first().locator('code').textContent();
  await assertAccessible(mailbox);
  await mailbox.close();
  assert.equal(read, code);

  // A paste with what stands around it in the message.
  await page.getByLabel('Code').fill(`${read.slice(0, 3)} ${read.slice(3)} `);
  await page.waitForURL('**/account');
  await heading(page, 'Hello, Rahim Uddin').waitFor();
  await page.getByText('Your address is confirmed').waitFor();
  await assertAccessible(page);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.doesNotMatch(stored, /eyJ|refresh_token|access_token|correct horse/, 'nothing secret is stored');
  assert.equal(await page.evaluate(() => document.cookie), '', 'scripts see no cookie');
});

browse('a phone number is taken with its country, as people of the country write it', phone, [422], async (page) => {
  await page.goto('/sign-up');
  await page.getByText('Phone', { exact: true }).click();
  await page.getByLabel('Country').selectOption('BD');
  await page.getByLabel('Phone number').fill('0171');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('This is not a number of Bangladesh').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Phone number').fill('01712-345678');
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, 'Check your messages').waitFor();
  await page.getByRole('link', { name: 'Use another address' }).click();
  assert.equal(await page.getByLabel('Phone number').inputValue(), '01712-345678', 'what was entered is still there');
  await page.goBack();
  await page.getByLabel('Code').fill(await codeFor(gatehouse, '+8801712345678'));
  await page.waitForURL('**/account');
});

browse('signing in: wrong password, right one, remembered, out, back', desktop, [401], async (page) => {
  await makeAccount(gatehouse, 'karim@example.com', { display_name: 'Karim' });
  await page.goto('/account/devices');
  await page.waitForURL('**/sign-in?return_to=%2Faccount%2Fdevices');
  await page.getByLabel('E-mail, phone number or user name').fill('karim@example.com');
  await page.getByLabel('E-mail, phone number or user name').press('Enter');
  await heading(page, 'Welcome back').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill('not the right one at all');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('do not belong together').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.waitForURL('**/account/devices');

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL('**/sign-in?**');
  await heading(page, 'Choose an account').waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: /^Karim/ }).click();
  await page.getByLabel('Password', { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Forget Karim on this device' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /^Karim/ }).waitFor();
});

browse('a return address of another site is not followed', desktop, [401], async (page) => {
  await makeAccount(gatehouse, 'jorina@example.com');
  for (const evil of ['https://example.com/', '//example.com/', '/\\example.com', '/a/..//example.com']) {
    await page.goto(`/sign-in?step=name&return_to=${encodeURIComponent(evil)}`);
    const name = page.getByLabel('E-mail, phone number or user name');
    // Signed in already from the second address on.
    await Promise.race([name.waitFor(), page.waitForURL(`${gatehouse.url}/account`)]);
    if (await name.isVisible()) {
      await name.fill('jorina@example.com');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    }
    await page.waitForURL(`${gatehouse.url}/account`);
  }
});

browse('too many wrong passwords: the page says how long to wait, and waits', desktop, [401, 429], async (page) => {
  await makeAccount(gatehouse, 'nasrin@example.com');
  await signIn(page, 'nasrin@example.com', 'a wrong password, number 1');
  await page.getByText('do not belong together').waitFor();
  const field = page.getByLabel('Password', { exact: true });
  const tryAgain = async (secret) => {
    await field.fill(secret);
    const answer = page.waitForResponse('**/v1/sign-ins');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    return (await answer).status();
  };
  for (let i = 2; i <= 5; ++i) {
    assert.equal(await tryAgain(`a wrong password, number ${i}`), 401);
    await eventually(() => field.inputValue(), '');
  }
  // The first wait is a second, too short to look at it.
  await gatehouse.sql("UPDATE throttles SET blocked_until = blocked_until + interval '15 seconds' WHERE blocked_until > 'epoch'");
  assert.equal(await tryAgain(password), 429);
  await page.getByText('Signing in has to wait').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Sign in', exact: true }).isDisabled(), true);
  await assertAccessible(page);
  await page.getByText('Signing in has to wait').waitFor({ state: 'detached', timeout: 30_000 });
  assert.equal(await tryAgain(password), 200);
  await page.waitForURL('**/account');
});

browse('another session is ended from the list, and its page learns it', desktop, [401], async (page) => {
  await makeAccount(gatehouse, 'salma@example.com');
  const other = await open(phone, [401]);
  const away = await other.context.newPage();
  const [token] = await Promise.all([tokenOf(away), signIn(away, 'salma@example.com')]);
  await away.waitForURL('**/account');
  await signIn(page, 'salma@example.com');
  await page.waitForURL('**/account');
  await page.getByRole('link', { name: 'Devices', exact: true }).first().click();
  await heading(page, 'Devices').waitFor();
  await eventually(() => page.evaluate(() => document.activeElement.tagName), 'H1', 'the new page takes the focus');
  await assertAccessible(page);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('dialog').waitFor();
  await assertAccessible(page);
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog').count(), 0);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByText('You are signed out everywhere else').waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' });

  await untilRefused(gatehouse, token);
  await away.getByRole('link', { name: 'Recent activity' }).first().click();
  await away.waitForURL('**/sign-in?return_to=%2Faccount%2Factivity');
  other.assertQuiet();
  await other.context.close();
});

browse('this wasn’t me: the session ends and a new password follows', desktop, [401, 422], async (page) => {
  await makeAccount(gatehouse, 'mitu@example.com');
  await signIn(page, 'mitu@example.com');
  await page.waitForURL('**/account');
  await page.goto('/account/activity?view=sign-ins');
  await heading(page, 'Recent activity').waitFor();
  await page.getByText('Chrome · Android').first().waitFor();
  await assertAccessible(page);
  await page.getByRole('button', { name: 'This wasn’t me' }).first().click();
  await page.getByRole('button', { name: 'End it and go on' }).click();
  await heading(page, 'Login & security').waitFor();
  await page.getByText('We have ended that session').waitFor();
  await assertAccessible(page);
  await page.getByLabel('Present password', { exact: true }).fill('not this one, certainly');
  await page.getByLabel('New password', { exact: true }).fill('an entirely other sentence 7');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('This is not your present password').waitFor();
  await page.getByLabel('Present password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed').waitFor();
});

browse('name, device, language and time zone are changed and stay', phone, [], async (page) => {
  await makeAccount(gatehouse, 'tahmina@example.com', { display_name: 'Tahmina' });
  await signIn(page, 'tahmina@example.com');
  await page.waitForURL('**/account');
  await page.goto('/account/details');
  await page.getByRole('textbox', { name: 'Name' }).fill('Tahmina Akter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your name is saved').waitFor();
  await assertAccessible(page);

  await page.goto('/account/devices');
  await page.getByRole('button', { name: 'Trust', exact: true }).first().click();
  await page.getByText(/is trusted$/).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/is not trusted any more$/).waitFor();
  await page.getByRole('button', { name: 'Rename' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('Kitchen tablet');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('The device is now called Kitchen tablet').waitFor();
  await assertAccessible(page);

  await page.goto('/account/preferences');
  await chooseDark(page);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('bn');
  await heading(page, 'ভাষা ও রূপ').waitFor();
  await assertAccessible(page);
  await page.getByRole('combobox', { name: 'সময় অঞ্চল' }).selectOption('Asia/Tokyo');
  await page.getByText('সংরক্ষিত হয়েছে').waitFor();
  await page.goto('/account');
  await heading(page, 'স্বাগতম, Tahmina Akter').waitFor();
  await eventually(() => page.evaluate(() => document.documentElement.lang), 'bn');
  await page.goto('/account/activity');
  await page.getByRole('heading', { level: 2, name: /[০-৯]/ }).first().waitFor();
  await assertAccessible(page);
  await page.reload();
  await heading(page, 'সাম্প্রতিক কার্যকলাপ').waitFor();
});

browse('activity goes on without end and is filtered', desktop, [401], async (page) => {
  await makeAccount(gatehouse, 'omar@example.com');
  const { url } = gatehouse;
  const attempt = (secret) => fetch(`${url}/v1/sign-ins`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ identifier: 'omar@example.com', password: secret }),
  });
  for (let i = 0; i < 25; ++i) assert.equal((await attempt(password)).status, 200);
  await attempt('a wrong password for once');
  await signIn(page, 'omar@example.com');
  await page.waitForURL('**/account');
  await page.getByText(/A sign-in failed/).click();
  await page.getByText('Wrong password').waitFor();
  assert.equal(await page.getByRole('main').getByRole('listitem').count(), 1);
  await page.getByLabel('Show', { exact: true }).selectOption('all');
  const end = page.getByText('That is all');
  await eventually(async () => {
    await page.keyboard.press('End');
    return end.isVisible();
  }, true, 'the list has an end');
  assert.equal(await page.getByRole('main').getByRole('listitem').count(), 28);
});

// Something may be asked for at that moment.
browse('no network: the page says so, and goes on when it is back', phone, [0], async (page, context) => {
  await makeAccount(gatehouse, 'offline@example.com');
  await signIn(page, 'offline@example.com');
  await page.waitForURL('**/account');
  await page.getByText('Security at a glance').waitFor();
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.getByText('You are offline').waitFor();
  await assertAccessible(page);
  await context.setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'detached' });
});

browse('a server in trouble: an apology and another try', desktop, [503, 401], async (page) => {
  await makeAccount(gatehouse, 'trouble@example.com');
  await signIn(page, 'trouble@example.com');
  await page.waitForURL('**/account');
  let isDown = true;
  await page.route('**/v1/me/sessions', (route) =>
    isDown
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","status":503}' })
      : route.continue());
  await page.goto('/account/devices');
  await page.getByText('This could not be loaded').waitFor({ timeout: 20_000 });
  await assertAccessible(page);
  isDown = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('This device').waitFor();
});

for (const [name, options] of Object.entries({ phone, desktop })) {
  for (const colorScheme of ['light', 'dark']) {
    browse(`every page is accessible: ${name}, ${colorScheme}`, { ...options, colorScheme }, [401, 404], async (page) => {
      const email = `${name}-${colorScheme}@example.com`;
      await makeAccount(gatehouse, email, { display_name: 'Rahim' });
      for (const path of ['/', '/sign-in', '/sign-up', '/dev/outbox', '/sign-in/nothing']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await assertAccessible(page);
      }
      await signIn(page, email);
      await page.waitForURL('**/account');
      for (const path of ['', '/details', '/security', '/devices', '/activity', '/preferences', '/nothing']) {
        await page.goto(`/account${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        await assertAccessible(page);
      }
    });
  }
}

browse('the narrowest phone needs no sideways scrolling, in Bangla either', { viewport: { width: 320, height: 640 }, locale: 'bn-BD' }, [401], async (page) => {
  await makeAccount(gatehouse, 'narrow@example.com', { locale: 'bn-BD', display_name: 'রহিম উদ্দিন' });
  for (const path of ['/', '/sign-in', '/sign-up']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await assertAccessible(page);
  }
  await page.goto('/sign-in');
  await page.getByLabel('ই-মেইল, ফোন নম্বর বা ব্যবহারকারীর নাম').fill('narrow@example.com');
  await page.getByRole('button', { name: 'এগিয়ে যান' }).click();
  await page.getByLabel('পাসওয়ার্ড', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'সাইন ইন করুন', exact: true }).click();
  await page.waitForURL('**/account');
  for (const path of ['', '/details', '/security', '/devices', '/activity', '/preferences']) {
    await page.goto(`/account${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await assertAccessible(page);
  }
});

for (const [name, options] of [['a phone', phone], ['a desktop', desktop]]) {
  browse(`the API reference finds and explains an operation on ${name}`, options, [], async (page) => {
    await page.goto('/docs');
    await heading(page, 'API reference').waitFor();
    await page.getByText('/v1/tokens/refresh').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Find an operation').fill('invalid_credentials sign-ins');
    const operation = page.locator('#startSignIn');
    await operation.locator('summary').first().click();
    await operation.getByRole('rowheader', { name: 'identifier' }).waitFor();
    assert.equal(await page.getByText('/v1/tokens/refresh').count(), 0, 'the search hides the others');
    await assertAccessible(page);
  });
}
