import type { StripeFailure, StripeResult } from '../../stripe/errors.ts';

export type Step = StripeResult<object>;
export const DONE: Step = { ok: true };

/** Work that goes on side by side. The first failure stops the rest at their next step. */
export interface Team {
  /** Begins a piece of work. */
  start(work: () => Promise<Step>): void;
  /** true: ask Stripe for nothing more. */
  stopped(): boolean;
  /** Resolves when all work, also what was begun meanwhile, has ended; with the first failure. Rejects as the work did. */
  ended(): Promise<Step>;
}

/** @param outOfTime the time budget is used up, which is the failure 'timeout' */
export function createTeam(outOfTime: () => boolean): Team {
  const working = new Set<Promise<void>>();
  let failure: StripeFailure | null = null;
  let thrown: { error: unknown } | null = null;

  const stopped = () => {
    if (failure === null && outOfTime()) failure = { ok: false, code: 'timeout' };
    return failure !== null || thrown !== null;
  };

  return {
    start(work) {
      const task = (async () => {
        try {
          const step = await work();
          if (!step.ok) failure ??= step;
        } catch (error) {
          thrown ??= { error };
        }
      })();
      working.add(task);
      void task.then(() => working.delete(task));
    },
    stopped,
    async ended() {
      while (working.size > 0) await Promise.all(working);
      if (thrown) throw thrown.error;
      return failure ?? DONE;
    },
  };
}

/** Does every piece with so many at once, until one fails or `stopped`; the first failure. Rejects as the work does. */
export async function inParallel<T>(
  items: readonly T[],
  { atOnce, stopped }: { atOnce: number; stopped: () => boolean },
  work: (item: T) => Promise<Step>,
): Promise<Step> {
  const waiting = [...items];
  const team = createTeam(() => false);
  const next = async (): Promise<Step> => {
    for (;;) {
      if (stopped() || team.stopped()) return DONE;
      const item = waiting.shift();
      if (item === undefined) return DONE;
      const step = await work(item);
      if (!step.ok) return step;
    }
  };
  for (let walker = 0; walker < Math.min(atOnce, items.length); walker += 1) team.start(next);
  return team.ended();
}
