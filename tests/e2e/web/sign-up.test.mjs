// Registering in all the ways that the form has: what is chosen on it arrives, and what is hard to get right on it is helped with.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { tokenOf } from './account.mjs';
import { assertAccessible, codeFor, desktop, eventually, password, phone, sentTo, startWorld } from './harness.mjs';

const breached = 'seven purple lanterns drift 4';
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-breached-'));
const list = join(folder, 'list');
writeFileSync(list, `${createHash('sha1').update(breached).digest('hex').toUpperCase()}:2\r\n`);
after(() => rmSync(folder, { recursive: true }));
const { gatehouse, browse } = startWorld({ GATEHOUSE_PASSWORD_BREACHED_LIST: list });

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const secret = (page) => page.getByLabel('Password', { exact: true });

async function fillIn(page, email) {
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address').fill(email);
  await secret(page).fill(password);
}

async function goOn(page) {
  await button(page, 'Continue').click();
  await heading(page, 'Check your e-mail').waitFor();
}

/** What the account says of itself once the page has it. */
async function accountOf(page, enter) {
  const [token] = await Promise.all([tokenOf(page), enter(), page.waitForURL('**/account')]);
  return (await fetch(`${gatehouse.url}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).json();
}

browse('a business, and what of the consents was ticked', desktop, [], async (page) => {
  const email = 'shop@example.com';
  await fillIn(page, email);
  await page.getByLabel(/Your name/).fill('A shop');
  await page.getByText('A business').click();
  assert.equal(await page.getByRole('radio', { name: 'A business' }).isChecked(), true);
  await page.getByLabel('Send me offers and news').check();
  await page.getByLabel('Share my data with partners').check();
  await page.getByLabel('Share my data with partners').uncheck();
  await assertAccessible(page);
  await goOn(page);
  const account = await accountOf(page, async () => page.getByLabel('Code').fill(await codeFor(gatehouse, email)));
  assert.deepEqual([account.email, account.display_name, account.account_type], [email, 'A shop', 'business']);
  const decided = await gatehouse.sql(`SELECT consent_type || ' ' || consent_given FROM consents
    WHERE account_id = (SELECT account_id FROM account_identifiers WHERE canonical = '${email}') ORDER BY 1`);
  assert.deepEqual(decided, ['analytics false', 'marketing true', 'personalization false', 'third_party false']);
});

browse('what is typed as a password can be looked at', phone, [], async (page) => {
  await fillIn(page, 'eye@example.com');
  assert.equal(await secret(page).getAttribute('type'), 'password');
  await button(page, 'Show password').focus();
  await page.keyboard.press('Enter');
  assert.equal(await secret(page).getAttribute('type'), 'text');
  assert.equal(await secret(page).inputValue(), password);
  await eventually(() => page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Hide password', 'the focus stays');
  await assertAccessible(page);
  await button(page, 'Hide password').click();
  assert.equal(await secret(page).getAttribute('type'), 'password');
});

browse('a password from a data breach is named while it is typed, and not taken', phone, [422], async (page) => {
  await fillIn(page, 'breach@example.com');
  await secret(page).fill(breached);
  await page.getByText('Known from a data breach').waitFor();
  await assertAccessible(page);
  await button(page, 'Continue').click();
  await eventually(() => secret(page).getAttribute('aria-invalid'), 'true');
  await eventually(() => page.evaluate(() => document.activeElement.name), 'password', 'what is to be mended has the focus');
  await assertAccessible(page);
  assert.equal(await sentTo(gatehouse, 'breach@example.com'), 0);
  await secret(page).fill(password);
  await page.getByText('Known from a data breach').first().waitFor({ state: 'detached' });
  await goOn(page);
});

browse('another address instead of a mistyped one', phone, [], async (page) => {
  await fillIn(page, 'wrogn@example.com');
  await goOn(page);
  await page.getByRole('link', { name: 'Use another address' }).click();
  await heading(page, 'Create your account').waitFor();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'wrogn@example.com');
  assert.equal(await secret(page).inputValue(), password, 'nothing is to be typed twice');
  await page.getByLabel('E-mail address').fill('right@example.com');
  await goOn(page);
  await page.getByText('r•••@example.com').waitFor();
  const account = await accountOf(page, async () => page.getByLabel('Code').fill(await codeFor(gatehouse, 'right@example.com')));
  assert.equal(account.email, 'right@example.com');
});

browse('the code is offered by the keyboard of a phone, and can be pasted', phone, [], async (page, context) => {
  await fillIn(page, 'paste@example.com');
  await goOn(page);
  const field = page.getByLabel('Code');
  assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
  assert.equal(await field.getAttribute('inputmode'), 'numeric');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const code = await codeFor(gatehouse, 'paste@example.com');
  await page.evaluate((text) => navigator.clipboard.writeText(text), `Your code: ${code.slice(0, 3)} ${code.slice(3)}.\n`);
  await field.focus();
  await page.keyboard.press('ControlOrMeta+V');
  await page.waitForURL('**/account');
});

browse('eight characters are enough where new accounts have to have a second factor', phone, [], async (page) => {
  const demand = (demanded) =>
    gatehouse.sql(`UPDATE security_profiles SET mfa_required = ${demanded} WHERE profile_name = 'default'`);
  await demand(true);
  try {
    await fillIn(page, 'brief@example.com');
    await page.getByText('At least 8 characters.').waitFor();
    await secret(page).fill('x7#kQ!v');
    await button(page, 'Continue').click();
    await page.getByText('Use at least 8 characters.').waitFor();
    await secret(page).fill('x7#kQ!vb');
    await goOn(page);
  } finally {
    await demand(false);
  }
});
