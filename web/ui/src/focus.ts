/** What had the focus last: a button that is busy cannot have it, although it may be what opens a dialog. */
let lastFocused: EventTarget | null = null;
document.addEventListener('focusin', ({ target }) => (lastFocused = target));

const isLost = () => document.activeElement === document.body;

/** What has the focus, or had it until it became busy. */
export function focused(): EventTarget | null {
  return isLost() ? lastFocused : document.activeElement;
}

/** Gives the focus back, as soon as `opener` can take it and unless something else has. */
export function giveBack(opener: HTMLElement, frames = 60): void {
  opener.focus();
  if (!isLost()) return;
  if (frames > 0 && opener.isConnected) requestAnimationFrame(() => isLost() && giveBack(opener, frames - 1));
  else land(null);
}

/** To the entry of the list that has taken the place of `gone`, else to the title of the page. */
function land(gone: MutationRecord | null): void {
  const neighbours = [gone?.nextSibling, gone?.previousSibling].filter((node) => node instanceof HTMLLIElement);
  const controls = neighbours.map((entry) => entry.querySelector<HTMLElement>('a[href], button:enabled'));
  const place = controls.find((control) => control) ?? document.querySelector<HTMLElement>('h1') ?? document.getElementById('content');
  place?.focus();
}

/** Moves the focus on when what had it is taken out of the page and nothing else has taken it: it must not be lost. Returns what stops it. */
export function keepFocus(): () => void {
  const look = (records: MutationRecord[]) => {
    if (!isLost() || !(lastFocused instanceof Node) || lastFocused.isConnected) return;
    const lost = lastFocused;
    const gone = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    // What a dialog gives the focus back to may take it in a moment.
    if (gone && ![...gone.removedNodes].some((node) => node instanceof HTMLDialogElement)) land(gone);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}
