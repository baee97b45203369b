/// <reference lib="webworker" />
// The service worker at /push-worker.js: shows the push messages of this site while none of its pages is open. It imports nothing and
// holds nothing: what a message says is in it.
import type { PushMessage } from './push/message';

declare const self: ServiceWorkerGlobalScope;

const words = {
  en: { brand: 'Gatehouse', approve: 'Is it you who is signing in?', code: 'Your code: {code}' },
  bn: { brand: 'গেটহাউস', approve: 'আপনিই কি সাইন ইন করছেন?', code: 'আপনার কোড: {code}' },
};

/** What a message says; one that cannot be read still wakes a notification, as browsers demand of every message. */
function read(data: PushMessageData | null): PushMessage {
  try {
    const value: unknown = data?.json();
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Only addresses of this site are opened, whatever the message says. */
function addressOf({ approval }: PushMessage): string {
  return approval !== undefined && /^apr_[0-9a-z]{26}$/.test(approval) ? `/approve/${approval}` : '/account';
}

async function show(message: PushMessage): Promise<void> {
  const own = words[self.navigator.language.startsWith('bn') ? 'bn' : 'en'];
  const { code } = message;
  const address = addressOf(message);
  // The page that adds this device waits for the code.
  for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) client.postMessage(message);
  await self.registration.showNotification(message.title ?? own.brand, {
    body: message.body ?? (code === undefined ? own.approve : own.code.replace('{code}', code)),
    // One of its kind: a newer one takes its place.
    tag: address,
    requireInteraction: address !== '/account',
    data: address,
  });
}

async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === path);
  await (page ? page.focus() : self.clients.openWindow(path));
}

// A new worker takes over at once: it has no pages whose files could be of another version.
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as string));
});
