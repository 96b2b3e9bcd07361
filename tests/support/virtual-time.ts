/** A clock that stands still until everything waits for it, and then jumps to the next timer. For tests. */
export interface VirtualTime {
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Lets time pass until the promise settles. Fails when nothing is left to wait for. */
  until<T>(promise: Promise<T>): Promise<T>;
}

export function createVirtualTime(start = 1_000_000): VirtualTime {
  let at = start;
  let timers: { due: number; wake: () => void }[] = [];

  return {
    now: () => at,
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
        for (let turn = 0; turn < 10 && !settled; turn += 1)
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
