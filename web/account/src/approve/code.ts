const key = 'gatehouse.scanned-code';
/** 32 random bytes. Anything else is a place on the page, such as that which "Skip to content" leads to. */
const shape = /^#[\w-]{43}$/;

/**
 * Takes the code of a QR code out of the address, where it stands behind "#", and keeps it for this tab: whoever is not signed in
 * comes back without it, and it does not stay in the history. It is worth something to a signed-in device only, for two minutes.
 * Answers whether there was one.
 */
export function keepScannedCode(): boolean {
  const { pathname, search, hash } = window.location;
  if (!/^\/approve\/?$/.test(pathname) || !shape.test(hash)) return false;
  sessionStorage.setItem(key, hash.slice(1));
  window.history.replaceState(null, '', pathname + search);
  return true;
}

export function scannedCode(): string | null {
  return sessionStorage.getItem(key);
}

export function forgetScannedCode(): void {
  sessionStorage.removeItem(key);
}
