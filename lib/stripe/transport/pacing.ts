import type { StripeFailureCode } from '../../model/failure.ts';
import type { StripeFailure } from '../errors.ts';
import { type AbortHub, createAbortHub } from './abort-hub.ts';

/**
 * When a request may leave, and when a failed one may leave again.
 * Stripe allows 25 requests a second on one endpoint, 100 (live) or 25 (test) in all, and about 30 at once; other
 * software shares the account, so this stays below each. A 429 halves the number in flight, every success raises it.
 */

export interface PacingLimits {
  /** Starts within any one second, for one endpoint. */
  perEndpointPerSecond: number;
  /** The same for all endpoints together. */
  perSecond: number;
  startInFlight: number;
  maxInFlight: number;
  /** First wait before a retry, in ms; each further one doubles, up to `longestWaitMs`. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** A read that has been tried for this long, in ms, is not tried a third time. */
  retryBudgetMs: number;
  /** Tries of one read, the first included. */
  maxTries: number;
}

export const LIVE_LIMITS: PacingLimits = {
  perEndpointPerSecond: 20,
  perSecond: 60,
  startInFlight: 4,
  maxInFlight: 12,
  firstWaitMs: 500,
  longestWaitMs: 8_000,
  retryBudgetMs: 45_000,
  maxTries: 8,
};

/** In test mode the whole account has what one endpoint has in live mode. */
export const TEST_LIMITS: PacingLimits = { ...LIVE_LIMITS, perSecond: 20 };

export interface PacerOptions {
  /** Milliseconds. May be set back while waiting: that stops the time here for a moment, not the requests. */
  now: () => number;
  /** 0 (included) to 1 (excluded). */
  random: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  signal?: AbortSignal;
  limits?: Partial<PacingLimits>;
  /** No retry starts after this moment, on the clock of `now`. */
  deadline?: number;
}

export interface Pacer {
  /**
   * Runs `attempt` when there is room, and again after failures that may pass.
   * Ends at once as 'cancelled' when the signal aborts while waiting; an attempt under way has to watch it itself.
   */
  run<Outcome extends { ok: true } | StripeFailure<string>>(
    endpoint: string,
    attempt: () => Promise<Outcome>,
  ): Promise<Outcome | StripeFailure<'cancelled'>>;
  /** How many requests may be in flight now, and how many are. */
  state(): { limit: number; inFlight: number };
}

/** Failures that may pass by waiting. Being offline is told at once, and a refused key stays refused. */
const PASSING: ReadonlySet<string> = new Set<StripeFailureCode>([
  'stripe-rate-limited',
  'stripe-unavailable',
  'stripe-bad-answer',
  'timeout',
]);

const CANCELLED: StripeFailure<'cancelled'> = { ok: false, code: 'cancelled' };
const SECOND_MS = 1_000;

export function createPacer(options: PacerOptions): Pacer {
  const { random, sleep, deadline = Number.POSITIVE_INFINITY } = options;
  const now = neverBackwards(options.now);
  const hub = createAbortHub(options.signal);
  const limits: PacingLimits = { ...LIVE_LIMITS, ...options.limits };
  const all = createWindow(limits.perSecond);
  const endpoints = new Map<string, Window>();

  let inFlight = 0;
  let limit = limits.startInFlight;
  /** Before the first 429 each success adds one; after it, a whole round of successes does. */
  let throttledBefore = false;
  /** After a 429 nothing starts before this moment. */
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** A 429 of a request that started before the last halving says nothing new. */
  let lastHalving = Number.NEGATIVE_INFINITY;
  let wakeAll: (() => void)[] = [];

  const windowOf = (endpoint: string): Window => {
    const known = endpoints.get(endpoint);
    if (known) return known;
    const created = createWindow(limits.perEndpointPerSecond);
    endpoints.set(endpoint, created);
    return created;
  };

  /** Waits for room; false: cancelled. The check and the start are one step, so nobody slips in between. */
  async function start(endpoint: Window): Promise<boolean> {
    for (;;) {
      if (hub.aborted()) return false;
      if (inFlight >= Math.floor(limit)) {
        await untilWokenOrAborted();
        continue;
      }
      const at = now();
      const wait = Math.max(pausedUntil - at, endpoint.waitAt(at), all.waitAt(at));
      if (wait <= 0) {
        inFlight += 1;
        endpoint.record(at);
        all.record(at);
        return true;
      }
      await pause(wait);
    }
  }

  function finish(startedAt: number, failed: string | null): void {
    inFlight -= 1;
    if (failed === 'stripe-rate-limited') {
      if (startedAt >= lastHalving) {
        throttledBefore = true;
        limit = Math.max(1, limit / 2);
        lastHalving = now();
      }
    } else if (failed === null) {
      limit = Math.min(limits.maxInFlight, limit + (throttledBefore ? 1 / limit : 1));
    }
    const woken = wakeAll;
    wakeAll = [];
    for (const wake of woken) wake();
  }

  /** Resolves early when the signal aborts; the timer left behind does nothing. */
  function pause(milliseconds: number): Promise<void> {
    return orAborted(sleep(Math.ceil(milliseconds)), hub);
  }

  function untilWokenOrAborted(): Promise<void> {
    return orAborted(new Promise<void>((resolve) => wakeAll.push(resolve)), hub);
  }

  /** Half of the step is certain, half is chance, so that clients throttled together do not come back together. */
  function waitBefore(retry: number): number {
    const step = Math.min(limits.longestWaitMs, limits.firstWaitMs * 2 ** (retry - 1));
    return step / 2 + (step / 2) * random();
  }

  return {
    async run<Outcome extends { ok: true } | StripeFailure<string>>(
      endpointName: string,
      attempt: () => Promise<Outcome>,
    ): Promise<Outcome | StripeFailure<'cancelled'>> {
      const endpoint = windowOf(endpointName);
      const begun = now();
      for (let tries = 1; ; tries += 1) {
        if (!(await start(endpoint))) return CANCELLED;
        const startedAt = now();
        let code: string | null = 'thrown';
        let settled: { result: Outcome };
        try {
          // Boxed, because an awaited type parameter is not that type to the compiler.
          settled = await attempt().then((result) => ({ result }));
          code = settled.result.ok ? null : settled.result.code;
        } finally {
          finish(startedAt, code);
        }
        const { result } = settled;
        if (code === null || !PASSING.has(code) || tries >= limits.maxTries) return result;
        const wait = waitBefore(tries);
        const retryAt = now() + wait;
        // A first try may hang for longer than the whole budget; one more then usually passes.
        const isUsedUp = tries > 1 && retryAt - begun > limits.retryBudgetMs;
        if (isUsedUp || retryAt > deadline) return result;
        if (code === 'stripe-rate-limited') pausedUntil = Math.max(pausedUntil, retryAt);
        await pause(wait);
      }
    },
    state: () => ({ limit: Math.floor(limit), inFlight }),
  };
}

interface Window {
  /** Milliseconds until one more start fits. */
  waitAt(at: number): number;
  record(at: number): void;
}

/** The last starts; one more fits when the oldest of them is a second old. Exact, and lets a burst through at first. */
function createWindow(perSecond: number): Window {
  const starts: number[] = [];
  return {
    waitAt(at) {
      const oldest = starts[0];
      if (starts.length < perSecond || oldest === undefined) return 0;
      return oldest + SECOND_MS - at;
    },
    record(at) {
      starts.push(at);
      if (starts.length > perSecond) starts.shift();
    },
  };
}

async function orAborted(promise: Promise<void>, hub: AbortHub): Promise<void> {
  let forget: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    forget = hub.onAbort(resolve);
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    forget();
  }
}

/** A clock that is set back would keep every window shut until it has caught up. */
function neverBackwards(now: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY;
  let lost = 0;
  return () => {
    const read = now() + lost;
    if (read < last) {
      lost += last - read;
      return last;
    }
    last = read;
    return read;
  };
}
