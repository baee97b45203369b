// A browser and its push service (RFC 8030): FOLDER/subscription.json is the browser's subscription. Checks every header and the
// VAPID token (RFC 8292), and decrypts the message (RFC 8291) with http_ece. See push_peer.mjs.
import { createECDH, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import ece from 'http_ece';
import { importJWK, jwtVerify } from 'jose';
import { bodyOf, checklist, listen, nextAnswer, now, record, send, write } from './push_peer.mjs';

const browser = createECDH('prime256v1');
browser.generateKeys();
const auth = randomBytes(16);
const path = '/push/e8c1-secret-path';
let origin;

async function verifyVapid(authorization) {
  const [, token, key] = authorization.match(/^vapid t=([^ ,]+), k=([\w-]{87})$/);
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const publicKey = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256');
  const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
    algorithms: ['ES256'], audience: origin, typ: 'JWT', currentDate: now(), requiredClaims: ['exp', 'sub'],
  });
  if (payload.exp - now() / 1000 > 24 * 3600) throw new Error('exp is more than 24 hours away');
  return { key, claims: payload, header: protectedHeader };
}

function decrypt(body) {
  return ece.decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth.toString('base64url') });
}

async function take(request, response) {
  const body = await bodyOf(request);
  const { headers, method } = request;
  const { problems, check } = checklist();
  const vapid = await verifyVapid(headers.authorization ?? '').catch((error) => check(`vapid: ${error.message}`, false));
  check('method', method === 'POST');
  check('path', request.url === path);
  check('ttl', /^\d{1,7}$/.test(headers.ttl));
  check('urgency', ['very-low', 'low', 'normal', 'high'].includes(headers.urgency));
  check('topic', headers.topic === undefined || /^[\w-]{1,32}$/.test(headers.topic));
  check('content-encoding', headers['content-encoding'] === 'aes128gcm');
  check('content-type', headers['content-type'] === 'application/octet-stream');
  check('size', body.length <= 4096 && Number(headers['content-length']) === body.length);
  let text;
  try {
    text = decrypt(body).toString();
  } catch (error) {
    check(`decryption: ${error.message}`, false);
  }
  record({ headers, vapid, text, salt: body.subarray(0, 16).toString('hex'), problems });
  const own = problems.length > 0 ? { status: 400 } : { status: 201, headers: { location: `${origin}/message/1` } };
  send(response, nextAnswer('send', own));
}

listen(createServer(take), 'http', (url) => {
  origin = url;
  const keys = { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') };
  write('subscription.json', JSON.stringify({ endpoint: origin + path, expirationTime: null, keys }));
});
