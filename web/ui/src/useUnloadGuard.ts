import { useCallback, useEffect, useRef } from 'react';

/** Has the browser ask before the page is left, while it shows what is shown this once. The answer's function lets it go at once. */
export function useUnloadGuard(isActive = true): () => void {
  const release = useRef<() => void>(undefined);
  useEffect(() => {
    if (!isActive) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    release.current = () => window.removeEventListener('beforeunload', warn);
    window.addEventListener('beforeunload', warn);
    return () => release.current?.();
  }, [isActive]);
  return useCallback(() => release.current?.(), []);
}
