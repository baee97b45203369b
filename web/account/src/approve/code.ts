const key = 'gatehouse.scanned-code';

/**
 * Takes the code of a QR code out of the address, where it stands behind "#", and keeps it for this tab: whoever is not signed in
 * comes back without it, and it does not stay in the history. It is worth something to a signed-in device only, for two minutes.
 * Answers whether there was one.
 */
export function keepScannedCode(): boolean {
  const { pathname, search, hash } = window.location;
  if (!/^\/approve\/?$/.test(pathname) || hash.length < 2) return false;
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
