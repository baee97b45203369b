// What the browser tests share: a server of their own with the built pages, Chromium, and a page that fails its test for anything
// that the console, the content security policy or the network complains about.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

const run = promisify(execFile);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = new URL('../../../web/dist', import.meta.url).pathname;

export const password = 'correct horse battery staple 9';
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
export const desktop = { viewport: { width: 1280, height: 800 } };

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts gatehouse on a database of its own; the answer's stop() ends both. */
export async function startGatehouse(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH,
    GATEHOUSE_DATA_DIR: folder,
    GATEHOUSE_MODE: 'development',
    GATEHOUSE_HTTP_PORT: String(port),
    GATEHOUSE_PUBLIC_URL: url,
    GATEHOUSE_WEB_ROOT: pages,
    GATEHOUSE_TELEMETRY_LOG_LEVEL: 'error',
    GATEHOUSE_PASSWORD_ARGON2_MEMORY_KIB: '7168',
    ...settings,
  };
  const server = spawn(process.env.GATEHOUSE_BIN, ['serve'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  for (let tries = 0; ; ++tries) {
    if (server.exitCode !== null) throw new Error(`gatehouse ended with ${server.exitCode}`);
    const isReady = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (isReady) break;
    assert(tries < 600, 'gatehouse is not ready after a minute');
    await new Promise((resume) => setTimeout(resume, 100));
  }
  return {
    url,
    /** What an operator types: run('account', 'lock', 'rahim@example.com'). */
    run: (...words) => run(process.env.GATEHOUSE_BIN, words, { env }),
    /** For what has no command yet. */
    sql: (statement) => run('psql', ['-qc', statement, `host='${folder}/postgresql' user=gatehouse dbname=gatehouse`]),
    async stop() {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function startBrowser() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
}

/** A context whose pages collect every complaint; `refused` are the statuses that a test brings about on purpose, 0: no answer at all. */
export async function openContext(browser, gatehouse, options = desktop, refused = []) {
  const context = await browser.newContext({ baseURL: gatehouse.url, locale: 'en-GB', timezoneId: 'Asia/Dhaka', ...options });
  const complaints = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      const status = /status of (\d+)/.exec(message.text())?.[1] ?? (/net::ERR_|dynamically imported module/.test(message.text()) ? 0 : undefined);
      if (status === undefined || !refused.includes(Number(status))) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(gatehouse.url)) complaints.push(`asked elsewhere: ${request.url()}`);
    });
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  return { context, complaints, assertQuiet: () => assert.deepEqual(complaints, []) };
}

/** Makes tests that each have a context of their own; what its pages complained about fails them. `world` answers server and browser. */
export function browsing(world) {
  return (name, options, refused, body) =>
    test(name, async () => {
      const { gatehouse, browser } = world();
      const { context, assertQuiet } = await openContext(browser, gatehouse, options, refused);
      context.setDefaultTimeout(10_000);
      try {
        await body(await context.newPage(), context);
        assertQuiet();
      } finally {
        await context.close();
      }
    });
}

/**
 * Waits until the page rests: for four frames nothing in it changes, the focus stays, and only what moves without end moves.
 * Gives up after three seconds, for a page that never rests.
 */
export function settled(page) {
  return page.evaluate(() => new Promise((resolve) => {
    const deadline = performance.now() + 3000;
    let frames;
    let focus;
    const begin = () => {
      frames = 0;
      focus = document.activeElement;
    };
    const ends = (animation) => animation.playState === 'running' && animation.effect?.getComputedTiming().endTime !== Infinity;
    const observer = new MutationObserver(begin);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const look = () => {
      if (document.activeElement !== focus || document.getAnimations().some(ends)) begin();
      if (++frames < 5 && performance.now() < deadline) requestAnimationFrame(look);
      else {
        observer.disconnect();
        resolve();
      }
    };
    begin();
    look();
  }));
}

/** Gives the page axe, unless it has it. */
export async function loadAxe(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
}

/** Fails unless axe finds nothing to say about the page as it rests, and nothing is wider than the window. `except` are rules of axe. */
export async function assertAccessible(page, except = []) {
  await loadAxe(page);
  await settled(page);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.filter(({ id }) => !except.includes(id)).map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(found, [], page.url());
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${page.url()} is wider than its window`);
}

/** Waits until `check` answers what is expected; `message` says what that means. */
export async function eventually(check, expected, message) {
  let last;
  for (let tries = 0; tries < 100; ++tries) {
    last = await check();
    if (last === expected) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  assert.equal(last, expected, message);
}

/** The newest code that was sent to `address`. */
export async function codeFor(gatehouse, address) {
  for (let tries = 0; tries < 200; ++tries) {
    const answer = await fetch(`${gatehouse.url}/dev/outbox?to=${encodeURIComponent(address)}`);
    const [message] = (await answer.json()).items;
    if (message?.code) return message.code;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`no code for ${address}`);
}

/** Makes an account over the API, as an app would. */
export async function makeAccount(gatehouse, email, more = {}) {
  const post = async (path, body) => {
    const answer = await fetch(gatehouse.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile' },
      body: JSON.stringify(body),
    });
    assert(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  const { id } = await post('/v1/registrations', { email, password, ...more });
  return post(`/v1/registrations/${id}/verify`, { code: await codeFor(gatehouse, email) });
}

export async function signIn(page, identifier, secret = password) {
  await page.goto('/sign-in?step=name');
  await page.getByLabel('E-mail, phone number or user name').fill(identifier);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
