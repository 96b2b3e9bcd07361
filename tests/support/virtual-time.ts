import { seconds } from '../../lib/model/units.ts';

/** The present in tests that name no other: 22 November 2025, 08:26 UTC. */
export const NOW = seconds(1_763_800_000);

export interface VirtualTime {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Lets the milliseconds pass; negative ones set the clock back. Wakes nobody. */
  pass(milliseconds: number): void;
  /** A sleep in which the time passes immediately. */
  skip: (milliseconds: number) => Promise<void>;
  /** A sleep that ends when `until` gets there. */
  sleep: (milliseconds: number) => Promise<void>;
  /** Lets time pass until the promise settles. Fails when nothing is left to wait for. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** A clock for tests: it stands still until everything waits for it, and then jumps to the next timer. */
export function createVirtualTime(
  start = 1_000_000,
  /** true: something is under way that takes no virtual time, so the clock may not jump. */
  isBusy: () => boolean = () => false,
): VirtualTime {
  let at = start;
  let timers: { due: number; wake: () => void }[] = [];
  const pass = (milliseconds: number) => {
    at += milliseconds;
  };

  return {
    now: () => at,
    pass,
    skip: async (milliseconds) => pass(milliseconds),
    sleep: (milliseconds) =>
      new Promise((wake) => {
        timers.push({ due: at + milliseconds, wake });
      }),
    async until(promise) {
      let settled = false;
      const done = promise.finally(() => {
        settled = true;
      });
      done.catch(() => undefined);
      for (;;) {
        // Streams and the SDK take many turns of the event loop before they wait again.
        for (let quiet = 0; quiet < 12 && !settled; quiet = isBusy() ? 0 : quiet + 1)
          await new Promise((resolve) => setImmediate(resolve));
        if (settled) return done;
        const due = Math.min(...timers.map((timer) => timer.due));
        if (!Number.isFinite(due)) throw new Error('Nothing is left to wait for');
        at = Math.max(at, due);
        const ready = timers.filter((timer) => timer.due <= at);
        timers = timers.filter((timer) => timer.due > at);
        for (const timer of ready) timer.wake();
      }
    },
  };
}
