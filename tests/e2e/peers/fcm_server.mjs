// Google's token endpoint and Firebase Cloud Messaging: FOLDER/service_account.json is the account that may send. Checks the
// assertion (RFC 7523) and every field of a message. See push_peer.mjs.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { jwtVerify } from 'jose';
import { bodyOf, checklist, listen, nextAnswer, now, record, send, write } from './push_peer.mjs';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account = {
  type: 'service_account', project_id: 'shop-1', private_key_id: 'key-7', client_id: '1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), client_email: 'push@shop-1.iam.gserviceaccount.com',
};
const bearers = new Set();
const json = { 'content-type': 'application/json; charset=UTF-8' };
let issued = 0;

const refusal = (status, name, errorCode) => ({
  status,
  headers: json,
  body: JSON.stringify({
    error: {
      code: status, status: name, message: 'refused by the test',
      details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }],
    },
  }),
});

async function giveToken(request, response) {
  const form = new URLSearchParams((await bodyOf(request)).toString());
  const { problems, check } = checklist();
  check('content-type', request.headers['content-type'] === 'application/x-www-form-urlencoded');
  check('grant_type', form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer');
  check('form', [...form.keys()].length === 2);
  let claims = {};
  try {
    const verified = await jwtVerify(form.get('assertion'), publicKey, {
      algorithms: ['RS256'], issuer: account.client_email, audience: account.token_uri, typ: 'JWT', currentDate: now(),
      requiredClaims: ['iat', 'exp', 'scope'], maxTokenAge: 60,
    });
    claims = verified.payload;
    check('kid', verified.protectedHeader.kid === account.private_key_id);
    check('lifetime', claims.exp - claims.iat <= 3600);
    check('scope', claims.scope === 'https://www.googleapis.com/auth/firebase.messaging');
  } catch (error) {
    check(`assertion: ${error.message}`, false);
  }
  record({ kind: 'token', claims, problems });
  const scripted = nextAnswer('token', undefined);
  if (scripted) return send(response, scripted);
  if (problems.length > 0) return send(response, { status: 400, headers: json, body: '{"error":"invalid_grant"}' });
  const token = `ya29.token-${issued += 1}`;
  bearers.add(`Bearer ${token}`);
  const body = JSON.stringify({ access_token: token, expires_in: 3599, token_type: 'Bearer' });
  return send(response, { status: 200, headers: json, body });
}

function checkMessage({ message, ...others }, check) {
  check('body', Object.keys(others).length === 0);
  check('members', Object.keys(message).sort().join() === 'android,data,token');
  check('token', typeof message.token === 'string' && message.token.length > 0);
  check('data', Object.values(message.data).every((value) => typeof value === 'string'));
  const { ttl, priority, collapse_key: topic, ...rest } = message.android;
  check('android', Object.keys(rest).length === 0);
  check('ttl', /^\d{1,7}s$/.test(ttl));
  check('priority', priority === 'HIGH' || priority === 'NORMAL');
  check('collapse_key', topic === undefined || /^[\w-]{1,32}$/.test(topic));
}

async function takeMessage(request, response) {
  const text = (await bodyOf(request)).toString();
  const { problems, check } = checklist();
  check('content-type', request.headers['content-type'] === 'application/json');
  const body = JSON.parse(text);
  checkMessage(body, check);
  const { authorization } = request.headers;
  record({ kind: 'message', authorization, body, problems });
  const scripted = nextAnswer('send', undefined);
  if (scripted) return send(response, scripted);
  if (!bearers.has(authorization)) return send(response, refusal(401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR'));
  if (problems.length > 0) return send(response, refusal(400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'));
  if (body.message.token === 'gone') return send(response, refusal(404, 'NOT_FOUND', 'UNREGISTERED'));
  return send(response, { status: 200, headers: json, body: '{"name":"projects/shop-1/messages/1"}' });
}

const server = createServer((request, response) => {
  if (request.method !== 'POST') return send(response, { status: 405 });
  if (request.url === '/token') return giveToken(request, response);
  if (request.url === '/v1/projects/shop-1/messages:send') return takeMessage(request, response);
  return send(response, { status: 404, body: '<html>not found</html>' });
});
listen(server, 'http', (url) => {
  account.token_uri = `${url}/token`;
  write('service_account.json', JSON.stringify(account));
});
