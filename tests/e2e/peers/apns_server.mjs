// Apple's push service over HTTP/2, and nothing else: node apns_server.mjs FOLDER [CERTIFICATE KEY], in cleartext without a
// certificate. FOLDER/AuthKey.p8 is the provider's key ABC123DEFG of the team DEF123GHIJ. See push_peer.mjs.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { jwtVerify } from 'jose';
import { bodyOf, checklist, listen, nextAnswer, now, record, send, write } from './push_peer.mjs';

const [, certificate, key] = process.argv.slice(2);
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const names = new Set(['authorization', 'apns-topic', 'apns-push-type', 'apns-priority', 'apns-expiration', 'apns-collapse-id',
  'content-type', 'content-length', 'accept']);
let connections = 0;

async function verifyToken(authorization) {
  const [, token] = authorization.match(/^bearer (\S+)$/);
  const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
    algorithms: ['ES256'], issuer: 'DEF123GHIJ', currentDate: now(), requiredClaims: ['iat'],
  });
  if (protectedHeader.kid !== 'ABC123DEFG') throw new Error('kid');
  return { token, claims: payload };
}

function checkHeaders(headers, check) {
  const isBackground = headers['apns-push-type'] === 'background';
  check('method', headers[':method'] === 'POST');
  check('path', /^\/3\/device\/[0-9a-f]{64}$/.test(headers[':path']));
  check('apns-topic', headers['apns-topic'] === 'com.example.shop');
  check('apns-push-type', isBackground || headers['apns-push-type'] === 'alert');
  check('apns-priority', headers['apns-priority'] === '5' || (!isBackground && headers['apns-priority'] === '10'));
  check('apns-expiration', /^\d{1,10}$/.test(headers['apns-expiration']));
  check('apns-collapse-id', headers['apns-collapse-id'] === undefined || headers['apns-collapse-id'].length <= 64);
  const others = Object.keys(headers).filter((name) => !name.startsWith(':') && !names.has(name));
  check(`other headers: ${others}`, others.length === 0);
}

const refusal = (status, reason) => ({ status, headers: { 'apns-id': '1' }, body: JSON.stringify({ reason }) });

function answerTo({ verified, problems, path }) {
  if (!verified) return refusal(403, 'InvalidProviderToken');
  // Apple: "between 20 minutes and 60 minutes".
  if (now() / 1000 - verified.claims.iat > 3600) return refusal(403, 'ExpiredProviderToken');
  if (problems.length > 0) return refusal(400, 'BadMessage');
  return path.endsWith('00') ? refusal(400, 'BadDeviceToken') : { status: 200, headers: { 'apns-id': '1' } };
}

async function take(request, response) {
  const body = await bodyOf(request);
  const { headers } = request;
  const { problems, check } = checklist();
  const verified = await verifyToken(headers.authorization ?? '').catch((error) => check(`token: ${error.message}`, false));
  checkHeaders(headers, check);
  check('size', body.length <= 4096);
  const parsed = JSON.parse(body.toString());
  check('aps', typeof parsed.aps === 'object');
  const { alpnProtocol } = request.stream.session;
  record({ headers, verified, body: parsed, problems, connections, alpnProtocol });
  send(response, nextAnswer('send', answerTo({ verified, problems, path: headers[':path'] })));
}

const tls = certificate && { cert: readFileSync(certificate), key: readFileSync(key), allowHTTP1: false };
const server = tls ? http2.createSecureServer(tls, take) : http2.createServer(take);
server.on('session', (session) => {
  connections += 1;
  session.on('error', () => {});
});
write('AuthKey.p8', privateKey.export({ type: 'pkcs8', format: 'pem' }));
listen(server, tls ? 'https' : 'http', () => {});
