import { useEffect, useState } from 'react';

/** Whole seconds left; a new object restarts it. Uses the clock, as background tabs get few ticks. */
export function useCountdown(wait: { seconds: number } | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (wait === null || wait.seconds <= 0) {
      setLeft(0);
      return;
    }
    const end = performance.now() + wait.seconds * 1000;
    const update = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
    update();
    const ticking = setInterval(update, 250);
    return () => clearInterval(ticking);
  }, [wait]);
  return left;
}

export const waitOf = (failure: { detail?: { seconds?: number } }): { seconds: number } | null =>
  failure.detail?.seconds === undefined ? null : { seconds: failure.detail.seconds };
