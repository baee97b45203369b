// A push service, and a browser that uses it: headless Chromium has none of its own.
import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

import ece from 'http_ece';

/** What gatehouse needs to know, to send to it. */
export const pushSettings = { GATEHOUSE_PUSH_ALLOW_PRIVATE_ENDPOINTS: 'true' };

/** Takes messages (RFC 8030) and opens them as the browser would (RFC 8291). */
export async function startPushService() {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const auth = randomBytes(16);
  const messages = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const text = ece.decrypt(Buffer.concat(parts), {
      version: 'aes128gcm', privateKey: browser, authSecret: auth.toString('base64url'),
    });
    response.writeHead(201).end();
    const taker = waiting.shift();
    if (taker) taker(text.toString());
    else messages.push(text.toString());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const keys = { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') };
  return {
    subscription: { endpoint: `http://127.0.0.1:${server.address().port}/push/1`, expirationTime: null, keys },
    /** The next message, as JSON text. */
    next: () => (messages.length > 0 ? Promise.resolve(messages.shift()) : new Promise((resume, fail) => {
      const timer = setTimeout(fail, 20_000, new Error('no message has come'));
      waiting.push((text) => {
        clearTimeout(timer);
        resume(text);
      });
    })),
    stop: () => server.close(),
  };
}

/** Lets the pages of a context subscribe at the service, and allows their notifications. */
export async function usePushService(context, service) {
  await context.grantPermissions(['notifications']);
  await context.addInitScript((subscription) => {
    PushManager.prototype.subscribe = function subscribe(options) {
      // A key that is none is refused, as browsers do.
      const key = atob(options.applicationServerKey.replace(/-/g, '+').replace(/_/g, '/'));
      if (!options.userVisibleOnly || key.length !== 65) throw new DOMException('', 'InvalidAccessError');
      return Promise.resolve({ ...subscription, toJSON: () => subscription, unsubscribe: () => Promise.resolve(true) });
    };
    PushManager.prototype.getSubscription = () => Promise.resolve(null);
  }, service.subscription);
}

/** What hands messages to the service worker of a page's site, as the browser does. Ask for it before it is registered. */
export async function pushTo(page) {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise((resume) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ isDeleted }) => !isDeleted);
      if (found) resume(found.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  return async (data) => {
    const origin = new URL(page.url()).origin;
    await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data });
  };
}

/** The notifications that are on show. */
export function notifications(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/approve');
    return (await registration.getNotifications()).map(({ title, body, data, tag }) => ({ title, body, data, tag }));
  });
}
