// Every page of the account and every state of it, the answers to other devices, the mailbox and the API reference, for whoever looks
// at them. No step goes by texts, so that it is the same in each language.
import { enter, letProofAge } from './account.mjs';
import { addAuthenticator, makePerson, totp } from './factors.mjs';
import { eventually, password } from './harness.mjs';

const unavailable = { status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","status":503}' };
const main = (page, what) => page.locator(`main ${what}`);

/** Walks through the states; `visit(name)` looks at each. `tag` keeps the people of several walks apart. */
export async function walkAccount(page, gatehouse, tag, visit) {
  const locale = await page.evaluate(() => navigator.language);
  const made = (name) => makePerson(gatehouse, `${name}.${tag}@example.com`, { display_name: 'Rahim Uddin', locale });
  const person = await made('account');
  await enter(page, person, '/account');
  await newcomer(page, visit);
  await devices(page, visit);
  await adding(page, tag, visit);
  await activity(page, gatehouse, person, visit);
  await factors(page, gatehouse, await made('factors'), visit);
  await trouble(page, visit);
  await answers(page, gatehouse, await made('answers'), visit);
}

/** The pages that are there to look something up. */
export async function walkOthers(page, gatehouse, tag, visit) {
  await page.goto(`/dev/outbox?to=nobody.${tag}@example.com`);
  await main(page, 'input').waitFor();
  await page.waitForLoadState('networkidle');
  await visit('outbox-empty');
  const locale = await page.evaluate(() => navigator.language);
  const email = `letters.${tag}@example.com`;
  await makePerson(gatehouse, email, { locale });
  await page.goto(`/dev/outbox?to=${email}`);
  await main(page, 'article').first().waitFor();
  await visit('outbox');
  await page.goto('/docs');
  await main(page, 'details').first().waitFor();
  await visit('docs');
  await page.locator('#startSignIn > summary').click();
  await page.locator('#startSignIn details').first().locator('summary').click();
  await page.locator('#startSignIn pre').first().waitFor();
  await visit('docs-operation');
}

async function show(page, path, sign = 'h1') {
  await page.goto(path);
  await main(page, sign).first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** Opens a dialog by keyboard, lets it be seen, and leaves it; what opened it must have the focus back. */
async function dialog(page, opener, visit, name) {
  await opener.focus();
  await page.keyboard.press('Enter');
  const shown = page.locator('dialog[open]');
  await shown.waitFor();
  await visit(name);
  await page.keyboard.press('Escape');
  await shown.waitFor({ state: 'detached' });
  await eventually(() => opener.evaluate((element) => element === document.activeElement), true);
}

async function newcomer(page, visit) {
  await main(page, 'svg[role=img]').waitFor();
  await page.waitForLoadState('networkidle');
  await visit('account');
  await show(page, '/account/details');
  await visit('details');
  await main(page, 'input').first().fill('');
  await main(page, 'form [type=submit]').first().click();
  await visit('details-empty');
  await show(page, '/account/security', 'section');
  await visit('security-no-factors');
  await main(page, 'section').first().getByRole('button').click();
  await main(page, '[name=next]').waitFor();
  await visit('security-password');
  await main(page, 'form [type=submit]').click();
  await main(page, '[aria-invalid=true]').first().waitFor();
  await visit('security-password-mistakes');
  await show(page, '/account/security?alarm');
  await visit('security-alarm');
  await show(page, '/account/preferences');
  await visit('preferences');
  await show(page, '/account/nothing');
  await visit('account-missing');
}

async function adding(page, tag, visit) {
  const device = await addAuthenticator(page, 'platform');
  await show(page, '/account/security?add', 'ul');
  await visit('add');
  await device.remove();
  for (const method of ['biometric', 'hardware_key', 'push', 'qr', 'sms', 'email']) {
    await show(page, `/account/security?add=${method}`);
    await visit(`add-${method}`);
  }
  await main(page, 'form [type=submit]').click();
  await main(page, '[aria-invalid=true]').first().waitFor();
  await visit('add-email-missing');
  await main(page, '[name=email]').fill(`second.${tag}@example.com`);
  await main(page, 'form [type=submit]').click();
  await main(page, '[name=code]').waitFor();
  await visit('add-email-code');
  await show(page, '/account/security?add=totp', 'svg[role=img]');
  await visit('add-totp');
  await main(page, '[name=code]').fill('000000');
  await main(page, '[aria-invalid=true]').waitFor();
  await visit('add-totp-wrong');
  await main(page, '[name=code]').fill(await totp(await main(page, 'code[role=group]').textContent()));
  await main(page, 'ol[aria-label] code').first().waitFor();
  await visit('add-backup-codes');
}

async function devices(page, visit) {
  await show(page, '/account/devices', 'section [role=group]');
  await visit('devices');
  const section = (at) => main(page, 'section').nth(at);
  await dialog(page, section(0).getByRole('button').nth(0), visit, 'devices-end-others');
  await dialog(page, section(0).getByRole('button').nth(1), visit, 'devices-end');
  const [trust, rename, forget] = [0, 1, 2].map((at) => section(1).getByRole('group').first().getByRole('button').nth(at));
  await dialog(page, rename, visit, 'devices-rename');
  await dialog(page, forget, visit, 'devices-forget');
  const before = await trust.textContent();
  await trust.click();
  await page.locator('[role=status] button').waitFor();
  await eventually(async () => (await trust.textContent()) !== before, true);
  await visit('devices-trusted');
}

async function activity(page, gatehouse, person, visit) {
  const body = JSON.stringify({ identifier: person.email, password: `not ${password}` });
  await fetch(`${gatehouse.url}/v1/sign-ins`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  await show(page, '/account/activity', 'li');
  await visit('activity');
  await show(page, '/account/activity?view=sign-ins&show=failed', 'li');
  await visit('activity-failed');
  await show(page, '/account/activity?view=sign-ins', 'li');
  await visit('activity-sign-ins');
  await dialog(page, main(page, 'li button').first(), visit, 'activity-not-me');
  await show(page, '/account/activity?show=serious');
  await visit('activity-serious');
}

async function factors(page, gatehouse, person, visit) {
  await person.addTotp();
  await person.addSms(`+88017${String(Math.random()).slice(2, 10)}`);
  await person.addEmail(`other.${person.email}`);
  await person.addPush();
  await person.addQr();
  await enter(page, person, '/account');
  await main(page, 'svg[role=img]').waitFor();
  await page.waitForLoadState('networkidle');
  await visit('account-with-factor');
  await show(page, '/account/security', 'section [role=group]');
  const [rename, remove] = [0, 1].map((at) => main(page, 'section [role=group]').first().getByRole('button').nth(at));
  await dialog(page, rename, visit, 'factor-rename');
  await dialog(page, remove, visit, 'factor-remove');
  const renew = main(page, 'section').nth(2).getByRole('button');
  await dialog(page, renew, visit, 'backup-renew');

  await letProofAge(gatehouse);
  await page.reload();
  await renew.click();
  await page.locator('dialog[open] button').last().click();
  const question = page.locator('dialog[open]').first();
  await question.locator('form, svg[role=img], strong').first().waitFor();
  await visit('step-up');
  const other = question.locator('> button').last();
  await other.click();
  await question.locator('li button').first().waitFor();
  await visit('step-up-ways');
  const ways = await question.locator('li button').count();
  for (let at = 0; at < ways; ++at) {
    if (at > 0) await other.click();
    await question.locator('li button').nth(at).click();
    await question.locator('form, svg[role=img], strong').first().waitFor();
    await visit(`step-up-${at + 1}`);
  }
  await page.keyboard.press('Escape');
  await eventually(() => page.locator('dialog[open]').count(), 1);
  await page.locator('dialog[open] [role=alert]').waitFor();
  await visit('step-up-refused');
  await page.keyboard.press('Escape');
}

/** While nothing arrives, when it has failed, and without a network. */
async function trouble(page, visit) {
  let release;
  const held = new Promise((resume) => (release = resume));
  const hold = async (route) => {
    await held;
    await route.continue();
  };
  await page.route('**/v1/me', hold);
  await page.goto('/account');
  await main(page, '[aria-busy=true], [role=status], .mantine-Skeleton-root').first().waitFor();
  await visit('account-loading');
  release();
  await main(page, 'h1').waitFor();
  await page.unroute('**/v1/me', hold);
  await page.route('**/v1/me/sessions', (route) => route.fulfill(unavailable));
  await page.goto('/account/devices');
  await main(page, '[role=alert]').first().waitFor({ timeout: 20_000 });
  await visit('devices-failed');
  await page.unroute('**/v1/me/sessions');
  await show(page, '/account/preferences');
  await page.context().setOffline(true);
  await main(page, '[role=status], [role=alert]').first().waitFor();
  await visit('offline');
  await page.context().setOffline(false);
}

async function answers(page, gatehouse, person, visit) {
  await person.addPush();
  await person.addQr();
  await enter(page, person, '/approve');
  await main(page, 'h1').waitFor();
  await visit('approve-scan');
  const ask = async (method, from) => {
    const post = async (path, body) => {
      const agent = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36';
      const headers = { 'Content-Type': 'application/json', 'User-Agent': agent, ...(from && { 'X-Forwarded-For': from }) };
      return (await fetch(gatehouse.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    };
    const { id } = await post('/v1/sign-ins', { identifier: person.email, password });
    return post(`/v1/sign-ins/${id}/challenges`, { method });
  };
  await ask('push');
  await show(page, '/account', 'a[href^="/approve/"]');
  await visit('account-asked');
  await main(page, 'a[href^="/approve/"]').first().click();
  await main(page, 'fieldset button').first().waitFor();
  await visit('approve-number');
  await main(page, 'fieldset button').first().click();
  await main(page, 'fieldset').waitFor({ state: 'detached' });
  await visit('approve-not-here');
  await main(page, 'button').last().click();
  await eventually(() => main(page, 'button').count(), 0);
  await visit('approve-denied');
  const { qr_uri: address } = await ask('qr', '203.0.113.7');
  const path = new URL(address).pathname + new URL(address).hash;
  await page.goto(path);
  await main(page, 'dl').waitFor();
  await visit('approve-elsewhere');
  await main(page, 'button').first().click();
  await main(page, 'dl').waitFor({ state: 'detached' });
  await visit('approve-approved');
  await page.goto('/account');
  await page.goto(path);
  await main(page, 'a[href*=switch]').waitFor();
  await visit('approve-over');
  await show(page, '/approve/apr_01h455vb4pex5vsknk084sn02q', 'a[href*=switch]');
  await visit('approve-missing');
}
