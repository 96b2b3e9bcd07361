import type { StripeFailure, StripeResult } from '../../stripe/errors.ts';

export type Step = StripeResult<object>;
export const DONE: Step = { ok: true };

/** Runs tasks in parallel. The first failure stops the others before their next request. */
export interface TaskGroup {
  start(task: () => Promise<Step>): void;
  /** true: send no further request to Stripe. */
  isStopped(): boolean;
  /** Resolves when all tasks have ended, with the first failure or DONE. Rejects if a task did. */
  settled(): Promise<Step>;
}

/** @param isOutOfTime true: the failure is 'timeout' */
export function createTaskGroup(isOutOfTime: () => boolean): TaskGroup {
  const running = new Set<Promise<void>>();
  let failure: StripeFailure | null = null;
  let thrown: { error: unknown } | null = null;

  const isStopped = () => {
    if (failure === null && isOutOfTime()) failure = { ok: false, code: 'timeout' };
    return failure !== null || thrown !== null;
  };

  return {
    start(task) {
      const run = (async () => {
        try {
          const step = await task();
          if (!step.ok) failure ??= step;
        } catch (error) {
          thrown ??= { error };
        }
      })();
      running.add(run);
      void run.then(() => running.delete(run));
    },
    isStopped,
    async settled() {
      while (running.size > 0) await Promise.all(running);
      if (thrown) throw thrown.error;
      return failure ?? DONE;
    },
  };
}

/** Processes items, `atOnce` at a time, until one fails or `isStopped`. Rejects if `process` does. */
export async function forEachInParallel<T>(
  items: readonly T[],
  { atOnce, isStopped }: { atOnce: number; isStopped: () => boolean },
  process: (item: T) => Promise<Step>,
): Promise<Step> {
  const waiting = [...items];
  const workers = createTaskGroup(() => false);
  const processNext = async (): Promise<Step> => {
    for (;;) {
      if (isStopped() || workers.isStopped()) return DONE;
      const item = waiting.shift();
      if (item === undefined) return DONE;
      const step = await process(item);
      if (!step.ok) return step;
    }
  };
  for (let count = 0; count < Math.min(atOnce, items.length); count += 1) workers.start(processNext);
  return workers.settled();
}
