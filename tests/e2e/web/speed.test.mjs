// How soon a page can be used on a cheap phone with a slow network. What is asserted is the same on every machine and however busy it
// is: bytes, and what waits for what. What was measured is said, for people to judge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { enter } from './account.mjs';
import { makeAccount, phone, startWorld } from './harness.mjs';

const { gatehouse, open, browse } = startWorld();

/** The phone of Lighthouse: a quarter of this machine's speed; 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const slowness = 4;
const network = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const kilobyte = 1000;

/** Visits a page for the first time, in a context of its own unless one is given. */
async function visit(path, field, { locale = 'en-GB', isSlow = false, prepare } = {}) {
  const { context, assertQuiet } = await open({ ...phone, locale }, [401]);
  context.setDefaultTimeout(30_000);
  try {
    const page = await context.newPage();
    // So that there is a process for the page: starting one is not what is measured.
    await page.goto('/openapi.json');
    await prepare?.(page);
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    // Time on the processor, not on the clock: others that use it do not count.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const files = new Map();
    session.on('Network.requestWillBeSent', ({ requestId, request: { url } }) => {
      // A stream of events has no end.
      if (!url.endsWith('/events')) files.set(requestId, { url, bytes: 0, isOver: false });
    });
    const end = (requestId, bytes) => Object.assign(files.get(requestId) ?? {}, { bytes, isOver: true });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => end(requestId, encodedDataLength));
    session.on('Network.loadingFailed', ({ requestId }) => end(requestId, 0));
    const settle = async () => {
      const quiet = 500;
      const deadline = Date.now() + 60_000;
      for (let since = Date.now(), count = -1; Date.now() - since < quiet;) {
        await page.waitForTimeout(50);
        const open = [...files.values()].filter(({ isOver }) => !isOver);
        assert(Date.now() < deadline, `after a minute there is no end of ${open.map(({ url }) => url).join(', ') || 'requests'}`);
        if (files.size !== count || open.length > 0) since = Date.now();
        count = files.size;
      }
    };
    if (isSlow) {
      await session.send('Network.emulateNetworkConditions', network);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
    }
    await page.addInitScript((selector) => {
      globalThis.tasks = [];
      new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });
      new MutationObserver(() => {
        if (globalThis.shownAt === undefined && document.querySelector(selector)) globalThis.shownAt = performance.now();
      }).observe(document, { childList: true, subtree: true });
    }, field);
    await page.goto(path);
    await page.locator(field).waitFor();
    await settle();
    const measured = await page.evaluate(() => ({
      shown: globalThis.shownAt,
      interactive: Math.max(globalThis.shownAt, ...globalThis.tasks.map(({ startTime, duration }) => startTime + duration)),
      painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      blocked: globalThis.tasks.reduce((sum, { duration }) => sum + duration - 50, 0),
    }));
    const { metrics } = await session.send('Performance.getMetrics');
    const worked = 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
    assertQuiet();
    // Without a cache Chromium asks twice for the icon.
    const all = [...new Map([...files.values()].map((file) => [file.url, file])).values()];
    return { ...measured, worked, files: all, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) };
  } finally {
    await context.close();
  }
}

const signedIn = (person) => async (page) => {
  await enter(page, person);
  await page.locator('main svg[role=img]').waitFor();
};

async function weigh(t, path, field, most, options) {
  const { bytes, files } = await visit(path, field, options);
  t.diagnostic(`${path}: ${bytes} bytes in ${files.length} files`);
  assert(bytes > 10 * kilobyte, `${path} was not weighed`);
  assert(bytes <= most, `${path} takes ${bytes} bytes: ${files.map(({ url, bytes: size }) => `${size} ${url}`).join(', ')}`);
}

for (const locale of ['en-GB', 'bn-BD']) {
  test(`the first visit is light, ${locale}`, async (t) => {
    await weigh(t, '/sign-in', '#identifier', 80 * kilobyte, { locale });
    await weigh(t, '/sign-in?step=phone', 'main svg[role=img]', 80 * kilobyte, { locale });
    await weigh(t, '/sign-up', '[name=email], [name=phone]', 80 * kilobyte, { locale });
    const email = `light.${locale.toLowerCase()}@example.com`;
    await makeAccount(gatehouse, email, { locale });
    await weigh(t, '/account', 'main svg[role=img]', 130 * kilobyte, { locale, prepare: signedIn({ email }) });
  });
}

for (const path of ['/sign-in', '/account', '/docs', '/dev/outbox']) {
  browse(`the texts of ${path} do not wait for the script that shows them`, phone, [0, 401], async (page) => {
    let release;
    const held = new Promise((resume) => (release = resume));
    await page.route(/\/assets\/start-[^/]*\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    const texts = (number) => page.waitForResponse((response) => /\/assets\/en-[^/]*\.js$/.test(response.url()) && ++number === 2);
    const [answer] = await Promise.all([texts(0), page.goto(path, { waitUntil: 'commit' })]);
    assert.equal(answer.status(), 200);
    assert.equal(await page.locator('#root h1:not(.gh-slow h1)').count(), 0, 'nothing is shown yet');
    release();
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
}

/**
 * The addresses that have to arrive before `field` is there, by the round trip: nothing is answered until all is asked for that can be
 * with what has arrived.
 */
async function roundsOf(path, field, { prepare } = {}) {
  const { context } = await open(phone, [401]);
  context.setDefaultTimeout(30_000);
  try {
    const page = await context.newPage();
    await page.goto('/openapi.json');
    await prepare?.(page);
    const rounds = [[]];
    const waiting = [];
    let changed;
    await page.route('**', (route) => {
      changed = Date.now();
      if (!route.request().isNavigationRequest()) return waiting.push(route);
      rounds[0].push(route.request().url());
      return route.continue();
    });
    await page.goto(path, { waitUntil: 'commit' });
    const isThere = () => page.locator(field).isVisible().catch(() => false);
    const quiet = 1000;
    for (const deadline = Date.now() + 60_000; !(await isThere()); await sleep(50)) {
      assert(Date.now() < deadline, `${path} never shows ${field}`);
      if (waiting.length === 0 || Date.now() - changed < quiet) continue;
      const round = waiting.splice(0);
      rounds.push(round.map((route) => route.request().url()));
      await Promise.all(round.map(async (route) => {
        await route.continue();
        await (await route.request().response())?.finished();
      }));
      changed = Date.now();
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    return rounds;
  } finally {
    await context.close();
  }
}

// On a connection that is there already, with nothing in the cache; what the processor does comes on top. One round trip more is too many.
for (const [path, field, most, prepare] of [
  ['/sign-in', '#identifier', 850],
  ['/account', 'main svg[role=img]', 1500, 'slower@example.com'],
]) {
  test(`${path} is there within ${most} ms of a slow network`, async (t) => {
    if (prepare) await makeAccount(gatehouse, prepare);
    const options = prepare && { prepare: signedIn({ email: prepare }) };
    const rounds = await roundsOf(path, field, options);
    const needed = rounds.flat();
    const { files } = await visit(path, field, options);
    const bytes = files.filter(({ url }) => needed.includes(url)).reduce((sum, file) => sum + file.bytes, 0);
    const time = rounds.length * network.latency + (1000 * bytes) / network.downloadThroughput;
    const text = `${rounds.length} round trips, ${bytes} bytes: ${Math.round(time)} ms`;
    t.diagnostic(`${path}: ${text}`);
    assert(bytes > 10 * kilobyte, `${path} was not weighed`);
    assert(time <= most, `${path}: ${text}\n${rounds.map((urls) => urls.join(' ')).join('\n')}`);
  });
}

test('on a slow phone', async (t) => {
  const email = 'slow@example.com';
  await makeAccount(gatehouse, email);
  const pages = [['/sign-in', '#identifier'], ['/account', 'main svg[role=img]', { prepare: signedIn({ email }) }]];
  for (const [path, field, options] of pages) {
    const { painted, shown, interactive, blocked, worked } = await visit(path, field, { ...options, isSlow: true });
    const times = { 'first paint': painted, 'field there': shown, interactive, blocked, 'on the processor': worked };
    const text = Object.entries(times).map(([name, value]) => `${name} ${Math.round(value)} ms`).join(', ');
    t.diagnostic(`${path}: ${text}`);
    assert(shown > 0, text);
  }
});
