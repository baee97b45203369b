type Policy = { createScriptURL: (url: string) => string };
type Factory = { createPolicy: (name: string, rules: { createScriptURL: () => string }) => Policy };

const address = '/push-worker.js';
const scope = '/approve';
// A policy can be made once only.
let policy: Policy | undefined;

/** Registers the worker that shows push messages; it is active when this is done. Throws when the browser refuses. */
export async function registerPushWorker(): Promise<ServiceWorkerRegistration> {
  const { trustedTypes } = window as { trustedTypes?: Factory };
  // The content security policy trusts this one name, and this name one address.
  policy ??= trustedTypes?.createPolicy('push-worker', { createScriptURL: () => address });
  const trusted = policy?.createScriptURL(address) ?? address;
  const registration = await navigator.serviceWorker.register(trusted, { scope });
  const worker = registration.installing ?? registration.waiting;
  if (worker) {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener('statechange', () => {
        if (worker.state === 'activated') resolve();
        if (worker.state === 'redundant') reject(new Error('the worker could not be installed'));
      });
    });
  }
  return registration;
}

/** Takes back the notifications of this site: what they were about is done. */
export async function closeNotifications(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const shown = (await registration?.getNotifications()) ?? [];
  for (const notification of shown) notification.close();
}
