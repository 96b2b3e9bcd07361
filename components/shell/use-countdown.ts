import { useEffect, useState } from 'react';

/**
 * Whole seconds until a wait is over, counted from when it was given (a new object begins anew). The clock decides, not the number of ticks: a tab in the background ticks seldom.
 */
export function useCountdown(wait: { seconds: number } | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (wait === null || wait.seconds <= 0) {
      setLeft(0);
      return;
    }
    const end = performance.now() + wait.seconds * 1000;
    const look = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    look();
    const ticking = setInterval(look, 250);
    return () => clearInterval(ticking);
  }, [wait]);
  return left;
}

/** What a failed unlock says of the wait; null: none. */
export const waitOf = (failure: { detail?: { seconds?: number } }): { seconds: number } | null =>
  failure.detail?.seconds === undefined ? null : { seconds: failure.detail.seconds };
