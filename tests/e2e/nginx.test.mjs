// deploy/nginx/gatehouse.conf itself, in a real nginx, before the real service and a small application that tells what
// it was sent. Only addresses, ports and paths of the file are replaced.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const example = new URL('../../deploy/nginx/gatehouse.conf', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
const password = 'correct horse battery staple 9';
const identityHeaders = ['account', 'session', 'roles', 'permissions', 'acr', 'auth-time'].map((name) => `x-gatehouse-${name}`);
const ports = {};
const programs = [];
let certificate;
let application;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

// GATEHOUSE_* variables are settings: the service gets its own, not those of the tests.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GATEHOUSE_')));

function start(name, program, words, settings = {}) {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(program, words, { stdio: ['ignore', log, log], env: { ...environment, ...settings } });
  child.ended = new Promise((ended) => child.once('exit', ended).once('error', ended));
  programs.push(child);
  return child;
}

async function eventually(what, look) {
  for (let i = 0; i < 1200; i += 1) {
    if (await look().catch(() => false)) return;
    await sleep(50);
  }
  const logs = ['gatehouse', 'nginx'].map((name) => readFileSync(join(folder, `${name}.log`), 'utf8').slice(-2000));
  throw new Error(`${what} did not happen\n${logs.join('\n')}`);
}

function send(module, options, body) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { ...(text ? { 'content-type': 'application/json' } : {}), ...options.headers };
    const request = module.request({ agent: false, ...options, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part)).on('error', reject).on('end', () => {
        const content = Buffer.concat(parts).toString();
        const json = (answer.headers['content-type'] ?? '').includes('json');
        resolve({ status: answer.statusCode, headers: answer.headers, body: json ? JSON.parse(content) : content });
      });
    });
    request.on('error', reject).end(text);
  });
}

// Through nginx, as a client of some address of this machine.
const through = (host, path, { method = 'GET', headers = {}, token, from, body } = {}) => send(https, {
  host: '127.0.0.1', port: ports.https, servername: host, ca: certificate, method, path, localAddress: from,
  headers: { host, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
}, body);
const accounts = (path, options) => through('accounts.example.com', path, options);
const shop = (path, options) => through('shop.example.com', path, options);
const direct = (path) => send(http, { host: '127.0.0.1', port: ports.gatehouse, path });

let people = 0;
async function signUp() {
  people += 1;
  const email = `person${people}@example.com`;
  const started = await accounts('/v1/registrations', { method: 'POST', body: { email, password } });
  assert.equal(started.status, 202, JSON.stringify(started.body));
  let code;
  await eventually('the code', async () => {
    const { body } = await direct(`/dev/outbox?to=${email}`);
    code = body.items[0]?.code;
    return code !== undefined;
  });
  const path = `/v1/registrations/${started.body.id}/verify`;
  const { status, body } = await accounts(path, { method: 'POST', body: { code } });
  assert.ok(status < 300, JSON.stringify(body));
  return { email, ...body, token: body.tokens.access_token };
}

function configure() {
  const replacements = {
    '127.0.0.1:8080': `127.0.0.1:${ports.gatehouse}`,
    '127.0.0.1:3000': `127.0.0.1:${ports.application}`,
    'listen 80 ': `listen 127.0.0.1:${ports.http} `,
    'listen 443 ': `listen 127.0.0.1:${ports.https} `,
    '/etc/gatehouse/tls': folder,
  };
  let text = readFileSync(example, 'utf8');
  for (const [from, to] of Object.entries(replacements)) {
    assert.ok(text.includes(from), `the example has ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(join(folder, 'example.conf'), text);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
  const user = process.getuid() === 0 ? 'user root;' : '';
  writeFileSync(join(folder, 'nginx.conf'), `${user} daemon off; pid ${folder}/nginx.pid; error_log stderr;
events {}
http { access_log off; ${temporary} include ${folder}/example.conf; }`);
}

before(async () => {
  chmodSync(folder, 0o711);
  for (const name of ['gatehouse', 'http', 'https']) ports[name] = await freePort();
  application = http.createServer((request, answer) => {
    if (request.url === '/own-401') answer.writeHead(401, { 'content-type': 'text/plain' }).end('mine');
    else answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.headers));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => application.once('listening', listening));
  ports.application = application.address().port;
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=example.com', '-addext', 'subjectAltName=DNS:accounts.example.com,DNS:shop.example.com',
    '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'fullchain.pem')], { stdio: 'ignore' });
  certificate = readFileSync(join(folder, 'fullchain.pem'));
  configure();
  start('gatehouse', process.env.GATEHOUSE_BIN, ['serve'], {
    GATEHOUSE_DATA_DIR: join(folder, 'data'), GATEHOUSE_HTTP_PORT: String(ports.gatehouse), GATEHOUSE_WORKERS: '2',
    GATEHOUSE_HTTP_TRUSTED_PROXIES: '127.0.0.1', GATEHOUSE_PUBLIC_URL: 'https://accounts.example.com',
  });
  start('nginx', '/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr']);
  await eventually('the service', async () => (await direct('/readyz')).status === 200);
  await eventually('nginx', async () => (await accounts('/.well-known/jwks.json')).status === 200);
});

after(async () => {
  for (const child of programs.reverse()) {
    child.kill('SIGTERM');
    await child.ended;
  }
  application?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a signed-in request reaches the application with its identity and without its token', async () => {
  const person = await signUp();
  const { status, body } = await shop('/orders?page=2', { token: person.token });
  assert.equal(status, 200);
  assert.equal(body['x-gatehouse-account'], person.account.id);
  assert.equal(body['x-gatehouse-session'], person.session.id);
  assert.equal(body['x-gatehouse-acr'].length > 0, true);
  assert.match(body['x-gatehouse-auth-time'], /^\d{10}$/);
  assert.equal(body.authorization, undefined);
  assert.equal(body['x-forwarded-for'], '127.0.0.1');
});

test('the client cannot say who it is', async () => {
  const person = await signUp();
  const headers = { 'X_Gatehouse_Account': 'acct_somebody', 'X-Forwarded-For': '203.0.113.9' };
  for (const name of identityHeaders) headers[name] = 'somebody';
  const { status, body } = await shop('/', { token: person.token, headers });
  assert.equal(status, 200);
  assert.equal(body['x-gatehouse-account'], person.account.id);
  assert.equal(body['x-gatehouse-session'], person.session.id);
  // Nobody gave this account a role: the claimed one is removed, not passed on.
  assert.equal(body['x-gatehouse-roles'], undefined);
  assert.doesNotMatch(JSON.stringify(body), /somebody|203\.0\.113\.9/);
});

test('without a good token nothing reaches the application', async () => {
  const spoofed = Object.fromEntries(identityHeaders.map((name) => [name, 'somebody']));
  for (const options of [{}, { token: 'x.y.z' }, { headers: spoofed }, { method: 'POST', body: {} }]) {
    const { status, headers, body } = await shop('/', options);
    assert.equal(status, 401);
    assert.equal(body.code, 'unauthenticated');
    assert.equal(headers['content-type'], 'application/problem+json');
    // Gatehouse's challenge, once.
    assert.deepEqual(headers['www-authenticate'].match(/Bearer realm="gatehouse"/g), ['Bearer realm="gatehouse"']);
  }
  assert.equal((await shop('/gatehouse-verify')).status, 404);
});

test('the application answers 401 in its own words', async () => {
  const { token } = await signUp();
  const { status, body } = await shop('/own-401', { token });
  assert.deepEqual([status, body], [401, 'mine']);
});

test('an ended session is refused at once', async () => {
  const { token } = await signUp();
  assert.equal((await shop('/', { token })).status, 200);
  assert.equal((await accounts('/v1/sign-out', { method: 'POST', token })).status, 204);
  let refused = 0;
  const limit = Date.now() + 1000;
  // Every worker of the service has heard of it when many requests in a row are refused.
  while (refused < 20 && Date.now() < limit) refused = (await shop('/', { token })).status === 401 ? refused + 1 : 0;
  assert.equal(refused, 20);
});

test('the client\'s own address stands in its history, whatever it claims', async () => {
  const { email, token } = await signUp();
  const spoofs = { 'X-Forwarded-For': '203.0.113.9, 127.0.0.1', Forwarded: 'for=203.0.113.9', 'X-Real-IP': '203.0.113.9' };
  const signedIn = await accounts('/v1/sign-ins', {
    method: 'POST', from: '127.0.0.77', headers: spoofs, body: { identifier: email, password },
  });
  assert.equal(signedIn.status, 200, JSON.stringify(signedIn.body));
  const { body } = await accounts('/v1/me/sign-in-history', { token });
  assert.deepEqual(body.items.map((item) => item.ip_address), ['127.0.0.77', '127.0.0.1']);
});

test('what is for the machines inside stays inside, and plain HTTP leads to HTTPS', async () => {
  for (const path of ['/metrics', '/healthz', '/readyz', '/dev/outbox?to=x@example.com']) {
    assert.equal((await accounts(path)).status, 404, path);
    assert.notEqual((await direct(path)).status, 404, path);
  }
  const moved = await send(http, {
    host: '127.0.0.1', port: ports.http, path: '/v1/me?x=1', headers: { host: 'accounts.example.com' },
  });
  assert.equal(moved.status, 308);
  assert.equal(moved.headers.location, 'https://accounts.example.com/v1/me?x=1');
});

test('while the service is down, nobody gets in', async () => {
  const { token } = await signUp();
  const [service] = programs;
  service.kill('SIGTERM');
  await service.ended;
  const { status, headers, body } = await shop('/', { token });
  assert.equal(status, 503);
  assert.equal(body.code, 'unavailable');
  assert.equal(headers['retry-after'], '5');
});
