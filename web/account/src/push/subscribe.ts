import { registerPushWorker } from './worker';

/** unsupported: this browser takes no messages; blocked: the person or the browser does not allow this site's. */
export type PushState = 'ready' | 'unsupported' | 'blocked';

export function pushState(): PushState {
  const isKnown = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!isKnown) return 'unsupported';
  return Notification.permission === 'denied' ? 'blocked' : 'ready';
}

/** Why this device takes no messages: the person did not allow them, or the browser could not reach its own push service. */
export class PushFailure extends Error {
  constructor(readonly reason: 'dismissed' | 'failed') {
    super(reason);
  }
}

/** Asks the person, then lets this browser take messages that are signed with `key` (base64url). Throws PushFailure. */
export async function subscribe(key: string): Promise<PushSubscriptionJSON> {
  if ((await Notification.requestPermission()) !== 'granted') throw new PushFailure('dismissed');
  try {
    const { pushManager } = await registerPushWorker();
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const subscription = await pushManager.subscribe(options).catch(async (error: unknown) => {
      // One of another key stands in the way: the server has a new one.
      const old = await pushManager.getSubscription();
      if (!old) throw error;
      await old.unsubscribe();
      return pushManager.subscribe(options);
    });
    return subscription.toJSON();
  } catch {
    throw new PushFailure('failed');
  }
}
