// How soon a page can be used on a cheap phone with a slow network. What is asserted is the same on every machine and however busy it
// is: bytes, and what waits for what. What was measured is said, for people to judge.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { enter } from './account.mjs';
import { browsing, makeAccount, openContext, phone, startBrowser, startGatehouse } from './harness.mjs';

let gatehouse;
let browser;
before(async () => {
  [gatehouse, browser] = await Promise.all([startGatehouse(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await gatehouse?.stop();
});

const browse = browsing(() => ({ gatehouse, browser }));

/** The phone of Lighthouse: a quarter of this machine's speed; 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const slowness = 4;
const network = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const kilobyte = 1000;

/** Visits a page for the first time, in a context of its own unless one is given. */
async function visit(path, field, { locale = 'en-GB', isSlow = false, prepare } = {}) {
  const { context, assertQuiet } = await openContext(browser, gatehouse, { ...phone, locale }, [401]);
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
      if (!url.endsWith('/events')) files.set(requestId, { url, bytes: 0 });
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (files.has(requestId)) files.get(requestId).bytes = encodedDataLength;
    });
    const settle = async () => {
      const quiet = 500;
      for (let since = Date.now(), count = -1; Date.now() - since < quiet;) {
        await page.waitForTimeout(50);
        const done = [...files.values()].filter(({ bytes }) => bytes > 0).length;
        if (done !== count || done < files.size) since = Date.now();
        count = done;
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

test('on a slow phone', async (t) => {
  const email = 'slow@example.com';
  await makeAccount(gatehouse, email);
  const pages = [['/sign-in', '#identifier'], ['/account', 'main svg[role=img]', { prepare: signedIn({ email }) }]];
  for (const [path, field, options] of pages) {
    const { painted, shown, interactive, blocked, worked } = await visit(path, field, { ...options, isSlow: true });
    const times = { 'first paint': painted, 'field there': shown, interactive, blocked, 'on the processor': worked };
    const text = Object.entries(times).map(([name, value]) => `${name} ${Math.round(value)} ms`).join(', ');
    t.diagnostic(`${path}: ${text}`);
    assert(shown > 0 && interactive >= shown, text);
  }
});
