// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { bn } from '../texts/bn';
import { en } from '../texts/en';

/** The sources of the server, without its tests. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'tests' ? [] : sources(path);
    return entry.name.endsWith('.cpp') ? [readFileSync(path, 'utf8')] : [];
  });
}

/** The types of events that the server records: what stands behind ".type =", up to the next member. */
function recordedTypes(): string[] {
  const assigned = sources('../src').flatMap((text) => text.match(/\.type = [^,;]*/g) ?? []);
  const types = assigned.flatMap((text) => text.match(/"[a-z_]+\.[a-z_]+"/g) ?? []);
  // Changes of rules are events of no account: nobody's history has them.
  const ofAccounts = types.map((type) => type.slice(1, -1)).filter((type) => !/^(role|security_profile)\./.test(type));
  return [...new Set(ofAccounts)].sort();
}

it('has a name in both languages for every event that the server records', () => {
  const types = recordedTypes();
  // Those that are chosen by a condition are found, too.
  expect(types).toEqual(expect.arrayContaining(['session.started', 'account.locked', 'approval.denied', 'device.untrusted']));
  expect(types.length).toBeGreaterThan(20);
  for (const type of types) {
    expect(en, type).toHaveProperty([`event.${type}`]);
    expect(bn, type).toHaveProperty([`event.${type}`]);
  }
});

it('names no event that the server does not know', () => {
  const types = recordedTypes();
  const named = Object.keys(en).filter((key) => key.startsWith('event.') && key !== 'event.other');
  for (const key of named) expect(types.some((type) => `${key}.`.startsWith(`event.${type}.`)), key).toBe(true);
});

it('says in both languages why a session was ended', () => {
  const calls = /(?:(?:record_ended|end_one|end_sessions)\([^;{}"]*|\{"reason", )"([a-z_]+)"/g;
  const reasons = sources('../src').flatMap((text) => [...text.matchAll(calls)].map(([, reason]) => reason ?? ''));
  expect(reasons).toEqual(expect.arrayContaining(['ended_by_owner', 'password_changed', 'refresh_token_replayed', 'session_limit']));
  // By whoever was signed in: there is nothing to say.
  for (const reason of reasons.filter((one) => one !== 'sign_out')) {
    expect(en, reason).toHaveProperty([`event.session.ended.${reason}`]);
    expect(bn, reason).toHaveProperty([`event.session.ended.${reason}`]);
  }
});
