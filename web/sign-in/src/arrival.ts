import { safeReturn } from '@gatehouse/ui';

/** Where to go after signing in: what the address asks for when it is of this site, else the account. */
export function destination(): string {
  return safeReturn(new URLSearchParams(window.location.search).get('return_to'), '/account');
}

/** Leaves these pages for good: the back button must not lead into a form that has done its work. */
export function arrive(): void {
  window.location.replace(destination());
}

/** Another page of these, with the return address kept. */
export function keepingReturn(path: string): string {
  const back = new URLSearchParams(window.location.search).get('return_to');
  if (back === null) return path;
  return `${path}${path.includes('?') ? '&' : '?'}return_to=${encodeURIComponent(back)}`;
}
