import { useLayoutEffect, useState } from 'react';

/** Whole seconds until `end` (milliseconds since 1970), counted down to 0. */
export function useCountdown(end: number): number {
  const [now, setNow] = useState(() => Date.now());
  useLayoutEffect(() => {
    const tick = () => {
      setNow(Date.now());
      if (Date.now() >= end) clearInterval(timer);
    };
    const timer = setInterval(tick, 250);
    // The time may have stood still since the last end.
    tick();
    return () => clearInterval(timer);
  }, [end]);
  return Math.max(0, Math.ceil((end - now) / 1000));
}
