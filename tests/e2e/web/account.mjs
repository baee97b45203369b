// What tests of the account's pages share.
import assert from 'node:assert/strict';

import { eventually, password } from './harness.mjs';

/** Signs a person in without the pages for it, and opens the account; a backup code is spent when one is needed. */
export async function enter(page, person, path = '/account') {
  // A page that begins no sign-in itself.
  await page.goto('/docs');
  const answer = await page.evaluate(async ([identifier, secret, code]) => {
    const post = async (address, body) => {
      const headers = { 'Content-Type': 'application/json', 'X-Requested-With': 'gatehouse' };
      return (await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    };
    const begun = await post('/v1/sign-ins', { identifier, password: secret });
    if (begun.status !== 'challenge_required') return begun;
    return post(`/v1/sign-ins/${begun.id}/verify`, { method: 'backup_code', code });
  }, [person.email, password, person.backupCodes?.pop()]);
  assert.equal(answer.status, 'complete', JSON.stringify(answer));
  await page.goto(path);
}

/** What another device asks of the API on its way in. */
export async function fromElsewhere(gatehouse, path, body) {
  const agent = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36';
  const headers = { 'Content-Type': 'application/json', 'User-Agent': agent };
  const answer = await fetch(gatehouse.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
}

/** The access token of a page, from the next request that carries it. */
export async function tokenOf(page) {
  const authorization = (request) => request.headers().authorization;
  return authorization(await page.waitForRequest((request) => authorization(request) !== undefined)).replace('Bearer ', '');
}

/** How the API answers who shows an access token. */
export async function statusOf(gatehouse, token) {
  return (await fetch(`${gatehouse.url}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;
}

/** Waits until the server has heard that a session is over, which goes through the database. */
export function untilRefused(gatehouse, token) {
  return eventually(() => statusOf(gatehouse, token), 401, 'the session is over');
}

/** Makes an hour of the session's proof pass: the next thing that demands a fresh one asks for it. */
export function letProofAge(gatehouse) {
  return gatehouse.sql("UPDATE user_sessions SET auth_time = auth_time - interval '1 hour'");
}

export const wrongCode = (code) => (code === '000000' ? '111111' : '000000');
