// @vitest-environment node
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { bn as accountBn } from '../../../account/src/texts/bn';
import { en as accountEn } from '../../../account/src/texts/en';
import { bn as docsBn } from '../../../docs/src/texts/bn';
import { en as docsEn } from '../../../docs/src/texts/en';
import { bn as mailboxBn } from '../../../mailbox/src/texts/bn';
import { en as mailboxEn } from '../../../mailbox/src/texts/en';
import { bn as signInBn } from '../../../sign-in/src/texts/bn';
import { en as signInEn } from '../../../sign-in/src/texts/en';
import { bn } from './common/bn';
import { en } from './common/en';
import type { Catalogue, Message } from './messages';

const catalogues: Record<string, [Catalogue, Catalogue]> = {
  common: [en, bn],
  'sign-in': [signInEn, signInBn],
  account: [accountEn, accountBn],
  docs: [docsEn, docsBn],
  mailbox: [mailboxEn, mailboxBn],
};
const textsOf = (message: Message) => (typeof message === 'string' ? [message] : [message.one, message.other]);
const placesOf = (message: Message) =>
  [...new Set(textsOf(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe.each(Object.entries(catalogues))('the catalogue %s', (_, [english, bangla]) => {
  it('has the same texts in both languages', () => {
    expect(Object.keys(bangla).sort()).toEqual(Object.keys(english).sort());
  });

  it('has the same places in each text', () => {
    for (const [key, message] of Object.entries(english)) {
      expect(placesOf(bangla[key] ?? ''), key).toEqual(placesOf(message));
    }
  });

  it('is written in Bangla', () => {
    for (const [key, message] of Object.entries(bangla)) {
      for (const text of textsOf(message)) {
        expect(text.replace(/\{\w+\}|\W/g, '') === '' || /[\u0980-\u09ff]/.test(text), `${key}: ${text}`).toBe(true);
      }
    }
  });
});

it('has a text for every error of the server', () => {
  const errors = JSON.parse(readFileSync('../api/errors.json', 'utf8')) as { code: string }[];
  expect(errors.length).toBeGreaterThan(20);
  for (const { code } of errors) expect(en, code).toHaveProperty([`problem.${code}`]);
});
