import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let moved = false;
// Back and forward lead to other pages of this document, too.
window.addEventListener('popstate', () => (moved = true));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Path and query of the page; renders again when they change. */
export function useLocation(): URL {
  return new URL(useSyncExternalStore(subscribe, () => window.location.href));
}

/** Whether this document has shown another page before: the title then takes the focus. */
export function hasMoved(): boolean {
  return moved;
}

/** Shows another page of this document, as a new entry of the history or in place of the present one. */
export function navigate(to: string, how: { replace?: boolean } = {}): void {
  moved = true;
  window.history[how.replace ? 'replaceState' : 'pushState'](null, '', to);
  window.scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/** A link to a page of this document. */
export function Link({ href, onClick, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}

/** `text` when it is an address of this site to return to, else `otherwise`. Only its path, query and fragment count. */
export function safeReturn(text: string | null, otherwise: string): string {
  // A second slash or a backslash would begin the name of another host.
  if (text === null || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return otherwise;
  try {
    const url = new URL(text, window.location.origin);
    // Dots are resolved by now, and may have brought two slashes to the front.
    const isOurs = url.origin === window.location.origin && !url.pathname.startsWith('//');
    return isOurs ? url.pathname + url.search + url.hash : otherwise;
  } catch {
    return otherwise;
  }
}
