// What the browser tests share: a server of their own with the built pages, Chromium, and a page that fails its test for anything
// that the console, the content security policy or the network complains about.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const stop = async () => {
    server.kill('SIGTERM');
    if (!hasEnded()) await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let tries = 0; ; ++tries) {
      assert(!hasEnded(), `gatehouse ended with ${server.exitCode ?? server.signalCode}`);
      const isReady = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
      if (isReady) break;
      assert(tries < 600, 'gatehouse is not ready after a minute');
      await sleep(100);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    /** What an operator types: run('account', 'lock', 'rahim@example.com'). */
    run: (...words) => run(process.env.GATEHOUSE_BIN, words, { env }),
    /** For what has no command yet; answers the first column of the rows. */
    async sql(statement) {
      const { stdout } = await run('psql', ['-qAtc', statement, `host='${folder}/postgresql' user=gatehouse dbname=gatehouse`]);
      return stdout.split('\n').slice(0, -1);
    },
    stop,
  };
}

export function startBrowser() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
}

/**
 * A context whose pages collect every complaint; `refused` are the statuses that a test brings about on purpose, 0: no answer at all, each
 * alone or with the paths where it is expected: [404, /^\/nothing$/].
 */
export async function openContext(browser, gatehouse, options = desktop, refused = []) {
  const context = await browser.newContext({ baseURL: gatehouse.url, locale: 'en-GB', timezoneId: 'Asia/Dhaka', ...options });
  const complaints = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      const status = /status of (\d+)/.exec(message.text())?.[1] ?? (/net::ERR_|dynamically imported module/.test(message.text()) ? 0 : undefined);
      const { url } = message.location();
      const isMeant = (one, path = /^/) => one === Number(status) && path.test(URL.canParse(url) ? new URL(url).pathname : '');
      if (!refused.some((meant) => isMeant(...[meant].flat()))) complaints.push(`${message.text()} ${url}`);
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

/** What is to be read on a page, for whoever wonders why a test failed; a page that hangs says nothing. */
function textOf(page) {
  const text = page.evaluate(() => [...document.querySelectorAll('dialog[open]'), document.body].map((element) => element.innerText).join('\n'));
  return Promise.race([text, sleep(3000, '')]).catch(() => '');
}

/**
 * The server, with `settings`, and the browser of a file's tests: there from before the first until after the last. `prepare(gatehouse)`
 * is done before the first. The answer's browse() makes a test with a context of its own, whose pages fail it by what they complain about;
 * open() is openContext() in this world.
 */
export function startWorld(settings = {}, prepare = () => undefined) {
  const gatehouse = {};
  let browser;
  before(async () => {
    const started = await Promise.allSettled([startGatehouse(settings), startBrowser()]);
    // Whatever did not start, after() ends what did.
    Object.assign(gatehouse, started[0].value);
    browser = started[1].value;
    for (const { status, reason } of started) if (status === 'rejected') throw reason;
    await prepare(gatehouse);
  });
  after(() => Promise.all([browser?.close(), gatehouse.stop?.()]));
  const open = (options, refused) => openContext(browser, gatehouse, options, refused);
  const browse = (name, options, refused, body) =>
    test(name, async (t) => {
      const { context, complaints, assertQuiet } = await open(options, refused);
      context.setDefaultTimeout(10_000);
      try {
        await body(await context.newPage(), context);
        assertQuiet();
      } catch (error) {
        for (const page of context.pages()) t.diagnostic(`${page.url()} shows: ${await textOf(page)}`);
        t.diagnostic(`complaints: ${complaints.join('\n') || 'none'}`);
        throw error;
      } finally {
        await context.close();
      }
    });
  return { gatehouse, open, browse };
}

/**
 * Waits until the page rests: for four frames nothing in it changes, the focus stays, and only what moves without end moves. The digits of
 * a countdown may change meanwhile. Fails, with what changed last, when it does not rest within ten seconds.
 */
export async function settled(page) {
  const unrest = await page.evaluate(() => new Promise((resolve) => {
    const deadline = performance.now() + 10_000;
    const nameOf = (node) => (node.nodeType === Node.TEXT_NODE ? `“${node.data}”` : node.cloneNode?.(false).outerHTML ?? node.nodeName);
    const undigited = (text) => text.replace(/\p{Nd}/gu, '');
    let frames;
    let focus;
    let last = 'frames come too slowly';
    const begin = (why) => {
      frames = 0;
      focus = document.activeElement;
      last = why ?? last;
    };
    const ends = ({ playState, effect }) => {
      const { delay, localTime, endTime } = effect?.getComputedTiming() ?? {};
      // What has long to wait for its moment does not move.
      return playState === 'running' && endTime !== Infinity && delay - localTime < 1000;
    };
    const counts = ({ type, target, oldValue }) => type === 'characterData' && undigited(oldValue) === undigited(target.data);
    const observer = new MutationObserver((records) => {
      const record = records.find((one) => !counts(one));
      if (record) begin(`${record.type} ${record.attributeName ?? ''} of ${nameOf(record.target)}`);
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true, characterDataOldValue: true });
    const look = () => {
      const moving = document.getAnimations().find(ends);
      if (moving) begin(`moves: ${nameOf(moving.effect.target)}`);
      else if (document.activeElement !== focus) begin(`the focus goes to ${nameOf(document.activeElement)}`);
      const isOver = performance.now() >= deadline;
      if (++frames < 5 && !isOver) {
        requestAnimationFrame(look);
      } else {
        observer.disconnect();
        resolve(frames < 5 ? last : undefined);
      }
    };
    begin();
    look();
  }));
  assert.equal(unrest, undefined, `${page.url()} does not come to rest`);
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
  for (const deadline = Date.now() + 10_000; ;) {
    const last = await check();
    if (last === expected) return;
    if (Date.now() > deadline) assert.equal(last, expected, message);
    await sleep(50);
  }
}

async function messagesTo(gatehouse, address) {
  const answer = await fetch(`${gatehouse.url}/dev/outbox?to=${encodeURIComponent(address)}`);
  return (await answer.json()).items;
}

/** How many messages have gone to `address`. */
export async function sentTo(gatehouse, address) {
  return (await messagesTo(gatehouse, address)).length;
}

/** The newest code that was sent to `address`, once more than `before` messages were. */
export async function codeFor(gatehouse, address, before = 0) {
  for (let tries = 0; tries < 200; ++tries) {
    const messages = await messagesTo(gatehouse, address);
    if (messages.length > before && messages[0].code) return messages[0].code;
    await sleep(50);
  }
  throw new Error(`no code for ${address}`);
}

/** Makes an account for a mailbox or a phone number over the API, as an app would. */
export async function makeAccount(gatehouse, address, more = {}) {
  const post = async (path, body) => {
    const answer = await fetch(gatehouse.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile' },
      body: JSON.stringify(body),
    });
    assert(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  const { id } = await post('/v1/registrations', { [address.startsWith('+') ? 'phone' : 'email']: address, password, ...more });
  return post(`/v1/registrations/${id}/verify`, { code: await codeFor(gatehouse, address) });
}

/** Waits until every text that was to be sent by now has been: they go out in the order in which they were written, and another has arrived. */
export async function allTextsSent(gatehouse) {
  await makeAccount(gatehouse, `+88018${String(randomInt(1e8)).padStart(8, '0')}`);
}

export async function signIn(page, identifier, secret = password) {
  await page.goto('/sign-in?step=name');
  await page.getByLabel('E-mail, phone number or user name').fill(identifier);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
