// Every state that the sign-in pages can be in, for whoever looks at them: a test, or somebody at pictures. No step goes by texts, so
// that it is the same in each language.
import { addAuthenticator, addKey, addProfile, makePerson, readQr } from './factors.mjs';
import { eventually, password } from './harness.mjs';

/** What the states need of the server, once. */
export async function prepareStates(gatehouse) {
  await addProfile(gatehouse, 'careful', { required: true });
  await addProfile(gatehouse, 'from-far-away', { restrictions: { networks: ['198.51.100.0/24'] } });
}

const heading = (page) => page.getByRole('heading', { level: 1 }).waitFor();
const submit = (page) => page.locator('form [type=submit]').click();

/** Begins a sign-in as the page would, and answers its id. */
function begin(page, identifier, secret = password) {
  return page.evaluate(
    async (body) => {
      sessionStorage.setItem('gatehouse.attempt', JSON.stringify({ identifier: JSON.parse(body).identifier, remember: true }));
      const headers = { 'Content-Type': 'application/json', 'X-Requested-With': 'gatehouse' };
      return (await (await fetch('/v1/sign-ins', { method: 'POST', headers, body })).json()).id;
    },
    JSON.stringify({ identifier, password: secret }),
  );
}

/** Walks through the states; `visit(name)` looks at each. `tag` keeps the people of several walks apart. */
export async function walkStates(page, gatehouse, tag, visit) {
  // Whoever is signed in sees their own language, which is the browser's here.
  const locale = await page.evaluate(() => navigator.language);
  const made = (name) => makePerson(gatehouse, `${name}.${tag}@example.com`, { display_name: 'Rahim Uddin', locale });
  await front(page, visit);
  await registration(page, tag, visit);
  await phones(page, await made('phone'), visit);
  await factors(page, await made('factors'), visit);
  await ends(page, gatehouse, made, visit);
  await enrolment(page, gatehouse, await made('careful'), visit);
}

async function front(page, visit) {
  const show = async (path, name) => {
    await page.goto(path);
    await heading(page);
    await visit(name);
  };
  await show('/', 'welcome');
  await show('/sign-in?step=name', 'name');
  await submit(page);
  await visit('name-missing');
  await page.locator('[name=username]').fill('rahim@example.com');
  await submit(page);
  await page.locator('[name=password]').waitFor();
  await visit('password');
  await page.locator('[name=password]').fill('certainly not the right one');
  await submit(page);
  await page.locator('[name=password][aria-invalid=true]').waitFor();
  await visit('password-wrong');
  await page.evaluate(() => {
    const accounts = ['Rahim Uddin', 'Karim', 'A shop with quite a long name in it'];
    const remembered = accounts.map((name, i) => ({ id: `acct_${i}`, identifier: `account-${i}@example.com`, name }));
    localStorage.setItem('gatehouse.accounts', JSON.stringify(remembered));
  });
  await show('/sign-in', 'accounts');
  await page.evaluate(() => localStorage.removeItem('gatehouse.accounts'));
  await show('/nowhere', 'unknown-address');
}

async function registration(page, tag, visit) {
  await page.goto('/sign-up');
  await heading(page);
  await visit('sign-up');
  await submit(page);
  await page.locator('[aria-invalid=true]').first().waitFor();
  await visit('sign-up-mistakes');
  await page.locator('[name=by][value=phone]').check();
  await visit('sign-up-phone');
  await page.locator('[name=by][value=email]').check();
  await page.locator('[name=email]').fill(`new.${tag}@example.com`);
  await page.locator('[name=password]').fill(password);
  await submit(page);
  await page.locator('[name=code]').waitFor();
  await visit('sign-up-code');
}

async function phones(page, person, visit) {
  await page.goto('/sign-in?step=phone');
  const image = page.locator('main svg[role=img]');
  await image.waitFor();
  await visit('phone');
  await person.scan(await readQr(image));
  await page.locator('main [data-spent]').waitFor();
  await visit('phone-scanned');
}

async function factors(page, person, visit) {
  await person.addTotp();
  await person.addSms(`+88017${String(Math.random()).slice(2, 10)}`);
  await person.addEmail(`other.${person.email}`);
  await person.addPush();
  await person.addQr();
  for (const [kind, method] of [['platform', 'biometric'], ['roaming', 'hardware_key']]) {
    const device = await addAuthenticator(page, kind);
    await addKey(page, person, method);
    await device.remove();
  }
  const id = await begin(page, person.email);
  for (const method of ['choose', 'totp', 'sms', 'email', 'push', 'qr', 'hardware_key', 'biometric', 'backup_code']) {
    await page.goto(`/sign-in?step=factor&id=${id}&method=${method}`);
    await heading(page);
    await page.locator('main [name=code], main [name=backup-code], main output, main svg[role=img], main li, main button').first().waitFor();
    await visit(`factor-${method}`);
  }
  await page.goto(`/sign-in?step=factor&id=${id}&method=totp`);
  const field = page.locator('[name=code]');
  for (let i = 0; i < 5; ++i) {
    await field.fill('000000');
    await eventually(() => field.inputValue(), '');
    await page.locator('[name=code][aria-invalid=true]').waitFor();
    if (i === 0) await visit('factor-totp-wrong');
  }
  await field.fill('000000');
  await page.locator('main [role=alert]').waitFor();
  await visit('factor-totp-closed');
  const next = await begin(page, person.email);
  await page.goto(`/sign-in?step=factor&id=${next}&method=push`);
  await page.locator('main output').waitFor();
  const { items } = await person.get('/v1/me/approvals');
  await person.decide(items.find(({ kind }) => kind === 'push').id, 'deny');
  await page.locator('main output').waitFor({ state: 'detached' });
  await visit('end-denied');
}

async function ends(page, gatehouse, made, visit) {
  await page.goto('/sign-in?step=factor&id=sia_01h455vb4pex5vsknk084sn02q');
  await heading(page);
  await visit('end-over');
  const refusals = {
    locked: (email) => gatehouse.run('account', 'lock', email),
    suspended: (email) => gatehouse.sql(`UPDATE accounts SET status = 'suspended' WHERE email = '${email}'`),
    restricted: (email) => gatehouse.run('account', 'profile', email, 'from-far-away'),
  };
  for (const [name, refuse] of Object.entries(refusals)) {
    const { email } = await made(name);
    await refuse(email);
    await page.goto('/sign-in?step=name');
    await page.locator('[name=username]').fill(email);
    await submit(page);
    await page.locator('[name=password]').fill(password);
    await submit(page);
    await page.locator('main section').waitFor();
    await visit(`end-${name}`);
  }
}

async function enrolment(page, gatehouse, person, visit) {
  await gatehouse.run('account', 'profile', person.email, 'careful');
  const device = await addAuthenticator(page, 'platform');
  await page.goto('/docs');
  const id = await begin(page, person.email);
  const show = async (method, sign) => {
    await page.goto(`/sign-in?step=enrol&id=${id}${method && `&method=${method}`}`);
    await page.locator(sign).first().waitFor();
    await visit(`enrol${method && `-${method}`}`);
  };
  await show('', 'main li');
  await show('totp', 'main svg[role=img]');
  await page.locator('main button[aria-expanded]').click();
  await visit('enrol-totp-key');
  await show('sms', '[name=phone]');
  await show('email', '[name=email]');
  await show('hardware_key', 'main button');
  await show('biometric', 'main button');
  await page.locator('main button').first().click();
  await page.locator('main code').first().waitFor();
  await visit('backup-codes');
  await page.locator('main > button').last().click();
  await page.waitForURL('**/account');
  // As if the person had just registered.
  await page.goto('/sign-up?step=passkey');
  await page.locator('main ul').waitFor();
  await visit('passkey-offer');
  await device.remove();
}
