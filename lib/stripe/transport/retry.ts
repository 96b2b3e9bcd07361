import type { StripeFailureCode } from '../../model/failure.ts';
import type { StripeFailure } from '../errors.ts';
import type { Cancelled, Pacer } from './pace.ts';

export interface RetryLimits {
  /** Milliseconds; doubles up to `longestWaitMs`. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** A read that took this long (ms) gets no third try. */
  retryBudgetMs: number;
  maxTries: number;
}

export const RETRY_LIMITS: RetryLimits = {
  firstWaitMs: 500,
  longestWaitMs: 8_000,
  retryBudgetMs: 45_000,
  maxTries: 8,
};

/** Transient failures. Being offline is reported immediately, and a refused key stays refused. */
const PASSING: ReadonlySet<string> = new Set<StripeFailureCode>([
  'stripe-rate-limited',
  'stripe-unavailable',
  'stripe-bad-answer',
  'timeout',
]);

export interface RetryOptions {
  pacer: Pacer;
  /** 0 (included) to 1 (excluded). */
  random: () => number;
  limits?: Partial<RetryLimits>;
  deadline?: number;
}

export interface Retrier {
  /** Retries transient failures and returns the last outcome. Aborting cancels the wait. */
  run<Outcome extends { ok: true } | StripeFailure<string>>(
    endpoint: string,
    send: () => Promise<Outcome>,
  ): Promise<Outcome | Cancelled>;
}

export function createRetrier(options: RetryOptions): Retrier {
  const { pacer, random, deadline = Number.POSITIVE_INFINITY } = options;
  const limits: RetryLimits = { ...RETRY_LIMITS, ...options.limits };

  /** Half fixed, half random, so throttled clients don't return together. */
  function waitBefore(retry: number): number {
    const step = Math.min(limits.longestWaitMs, limits.firstWaitMs * 2 ** (retry - 1));
    return step / 2 + (step / 2) * random();
  }

  function nextWait(code: string, tries: number, begun: number): number | null {
    if (!PASSING.has(code) || tries >= limits.maxTries) return null;
    const wait = waitBefore(tries);
    const retryAt = pacer.now() + wait;
    // A first try may hang longer than the whole budget; a second one usually passes.
    const isUsedUp = tries > 1 && retryAt - begun > limits.retryBudgetMs;
    return isUsedUp || retryAt > deadline ? null : wait;
  }

  return {
    async run<Outcome extends { ok: true } | StripeFailure<string>>(
      endpoint: string,
      send: () => Promise<Outcome>,
    ): Promise<Outcome | Cancelled> {
      const begun = pacer.now();
      for (let tries = 1; ; tries += 1) {
        const next: { wait: number | null } = { wait: null };
        const outcome = await pacer
          .run(endpoint, async () => {
            const { sent } = await send().then((answer) => ({ sent: answer }));
            next.wait = sent.ok ? null : nextWait(sent.code, tries, begun);
            // Before the pacer starts another request.
            if (next.wait !== null && !sent.ok && sent.code === 'stripe-rate-limited')
              pacer.pauseUntil(pacer.now() + next.wait);
            return sent;
          })
          .then((settled) => ({ settled }));
        if (next.wait === null) return outcome.settled;
        await pacer.wait(next.wait);
      }
    },
  };
}
