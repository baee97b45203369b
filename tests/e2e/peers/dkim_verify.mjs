// Verifies the DKIM signature (RFC 6376, relaxed/relaxed, rsa-sha256) of a mail apart from the product's code:
// node dkim_verify.mjs MAIL KEY, where KEY is the private key whose public half would stand in the DNS.
import { createHash, createPublicKey, createVerify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [mailFile, keyFile] = process.argv.slice(2);
const mail = readFileSync(mailFile, 'latin1');
const end = mail.indexOf('\r\n\r\n');
const body = mail.slice(end + 4);
const fields = mail.slice(0, end).split(/\r\n(?![ \t])/).map((field) => {
  const colon = field.indexOf(':');
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1)];
});

const relaxed = ([name, value]) => `${name}:${value.replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim()}`;
const [, signatureField] = fields.find(([name]) => name === 'dkim-signature');
const tags = Object.fromEntries(signatureField.replace(/\s+/g, '').split(';').filter(Boolean).map((tag) => {
  const equals = tag.indexOf('=');
  return [tag.slice(0, equals), tag.slice(equals + 1)];
}));

const canonicalBody = `${body.replace(/[ \t]+/g, ' ').replace(/ \r\n/g, '\r\n').replace(/(\r\n)*$/, '')}\r\n`;
const bodyHash = createHash('sha256').update(canonicalBody, 'latin1').digest('base64');

const remaining = fields.filter(([name]) => name !== 'dkim-signature');
const covered = tags.h.split(':').flatMap((name) => {
  const at = remaining.findLastIndex(([other]) => other === name);
  return at < 0 ? [] : [`${relaxed(remaining.splice(at, 1)[0])}\r\n`];
});
const own = relaxed(['dkim-signature', signatureField.replace(/(\bb=)[^;]*$/, '$1')]);
const verifies = createVerify('sha256').update(covered.join('') + own, 'latin1')
  .verify(createPublicKey(readFileSync(keyFile)), tags.b, 'base64');

process.exit(verifies && tags.bh === bodyHash && remaining.length === 0 ? 0 : 1);
