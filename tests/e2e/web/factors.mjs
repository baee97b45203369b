// What tests of second factors share: people who have them, authenticators that Chromium plays, codes from an app and from pictures.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import jsQR from 'jsqr';
import { PNG } from 'pngjs';

import { codeFor, makeAccount } from './harness.mjs';

const run = promisify(execFile);

/**
 * The code of an authenticator app for an otpauth address or a base32 key; `steps` of 30 seconds ahead, as each is good once. To be used at
 * once: from a code of the step before, the server concludes that the app's clock is slow, and one that is ahead is not taken any more.
 */
export async function totp(key, steps = 0) {
  const parameters = key.startsWith('otpauth:') ? new URL(key).searchParams : new Map([['secret', key.replaceAll(' ', '')]]);
  const digits = parameters.get('digits') ?? '6';
  const left = 30_000 - (Date.now() % 30_000);
  if (steps === 0 && left < 5000) await sleep(left);
  const at = new Date(Date.now() + steps * 30_000).toISOString().replace('T', ' ').replace(/\..*/, ' UTC');
  const { stdout } = await run('oathtool', ['--totp', '--base32', `--digits=${digits}`, `--now=${at}`, parameters.get('secret')]);
  return stdout.trim();
}

/** What a camera reads from the page. */
export async function readQr(image) {
  const { data, width, height } = PNG.sync.read(await image.screenshot({ animations: 'disabled' }));
  const code = jsQR(new Uint8ClampedArray(data), width, height);
  assert(code, 'there is no QR code to be read');
  return code.data;
}

/** A device of its own: 'platform' knows its owner by a finger and keeps passkeys, 'roaming' is a key that only wants to be touched. */
export async function addAuthenticator(page, kind) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const isPlatform = kind === 'platform';
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: isPlatform ? 'internal' : 'usb',
      hasResidentKey: isPlatform,
      hasUserVerification: isPlatform,
      isUserVerified: isPlatform,
      automaticPresenceSimulation: true,
    },
  });
  const send = (method, more) => session.send(`WebAuthn.${method}`, { authenticatorId, ...more });
  return {
    credentials: async () => (await send('getCredentials')).credentials,
    /** Without it, nobody touches the device, and the browser waits. */
    touch: (enabled) => send('setAutomaticPresenceSimulation', { enabled }),
    verify: (isUserVerified) => send('setUserVerified', { isUserVerified }),
    remove: () => send('removeVirtualAuthenticator'),
  };
}

/** Adds a credential of this browser to somebody's account, as an app would that shows a web page for it. */
export async function addKey(page, person, method) {
  const { id, public_key: options } = await person.post(`/v1/me/mfa/${method}`);
  // A page that does not use credentials itself.
  await page.goto('/docs');
  const credential = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
    return (await navigator.credentials.create({ publicKey })).toJSON();
  }, options);
  await person.confirm(method, { id, credential });
}

/** A security profile like the default one, but for what is said. */
export function addProfile(gatehouse, name, { required = false, restrictions = {} } = {}) {
  return gatehouse.sql(`INSERT INTO security_profiles
    (id, profile_name, mfa_required, restrictions, session_timeout, absolute_session_timeout, max_sessions)
    SELECT gen_random_uuid(), '${name}', ${required}, '${JSON.stringify(restrictions)}', session_timeout,
      absolute_session_timeout, max_sessions FROM security_profiles WHERE profile_name = 'default'`);
}

/** Somebody who is signed in on an app, and can do there what the API lets them. */
export async function makePerson(gatehouse, email, more = {}) {
  let token = (await makeAccount(gatehouse, email, more)).tokens.access_token;
  const ask = async (method, path, body) => {
    const answer = await fetch(gatehouse.url + path, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert(answer.ok, `${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const get = (path) => ask('GET', path);
  const post = (path, body = {}) => ask('POST', path, body);
  const confirm = async (method, body) => {
    const { backup_codes: codes } = await post(`/v1/me/mfa/${method}/confirm`, body);
    if (!codes) return;
    // Whoever has a factor adds the next one only after having shown it.
    person.backupCodes = codes.slice(1);
    const { id } = await post('/v1/step-ups');
    token = (await post(`/v1/step-ups/${id}/verify`, { method: 'backup_code', code: codes[0] })).access_token;
  };
  const add = async (method, wish, codeOf) => {
    const begun = await post(`/v1/me/mfa/${method}`, wish);
    const code = await codeOf(begun);
    await confirm(method, { id: begun.id, ...(code && { code }) });
    return begun;
  };
  const person = {
    email,
    get,
    post,
    confirm,
    /** Those that are good yet. */
    backupCodes: [],
    /** Answers the key; one from elsewhere can be imported. */
    addTotp: async (key) => key === undefined
      ? (await add('totp', {}, ({ secret }) => totp(secret))).secret
      : (await add('totp', { secret: key }, () => totp(key)), key),
    addSms: (phone) => add('sms', { phone }, () => codeFor(gatehouse, phone)),
    addEmail: (address) => add('email', { email: address }, () => codeFor(gatehouse, address)),
    addPush: () => add('push', { fcm_token: 'token-of-a-phone' }, ({ id }) => codeFor(gatehouse, id)),
    addQr: () => add('qr', {}, () => undefined),
    /** The question that this device is asked, once it is there. */
    async question() {
      for (let tries = 0; tries < 100; ++tries) {
        const { items } = await get('/v1/me/approvals');
        if (items[0]) return items[0];
        await sleep(50);
      }
      throw new Error('nothing is asked');
    },
    scan: (address) => post('/v1/me/approvals/scan', { code: new URL(address).hash.slice(1) }),
    decide: (id, decision, number) => post(`/v1/me/approvals/${id}`, { decision, ...(number && { number }) }),
  };
  return person;
}
