import { MS_PER_SECOND } from '../../model/units.ts';
import type { StripeFailure } from '../errors.ts';
import { type AbortHub, createAbortHub } from './abort-hub.ts';

/** Below Stripe's limits, which others share: 25/s per endpoint, 100/s (test: 25/s), 30 in flight. */
export interface PaceLimits {
  perEndpointPerSecond: number;
  perSecond: number;
  startInFlight: number;
  maxInFlight: number;
}

export const LIVE_PACE: PaceLimits = {
  perEndpointPerSecond: 20,
  perSecond: 60,
  startInFlight: 4,
  maxInFlight: 12,
};

/** A test account has the rate of one live endpoint. */
export const TEST_PACE: PaceLimits = { ...LIVE_PACE, perSecond: 20 };

export interface PacerOptions {
  /** Milliseconds; may go backwards. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  signal?: AbortSignal;
  limits?: Partial<PaceLimits>;
}

export type Cancelled = StripeFailure<'cancelled'>;
export const CANCELLED: Cancelled = { ok: false, code: 'cancelled' };

export interface Pacer {
  /** Runs `send` when the limits allow. Aborting cancels the wait; `send` must watch the signal itself. */
  run<Outcome extends { ok: true } | StripeFailure<string>>(
    endpoint: string,
    send: () => Promise<Outcome>,
  ): Promise<Outcome | Cancelled>;
  pauseUntil(time: number): void;
  /** Resolves early on abort. */
  wait(milliseconds: number): Promise<void>;
  now(): number;
  state(): { limit: number; inFlight: number };
}

export function createPacer(options: PacerOptions): Pacer {
  const now = neverBackwards(options.now);
  const hub = createAbortHub(options.signal);
  const limits: PaceLimits = { ...LIVE_PACE, ...options.limits };
  const all = createWindow(limits.perSecond);
  const endpoints = new Map<string, Window>();

  let inFlight = 0;
  let limit = limits.startInFlight;
  /** Until then each success adds one in flight; after it, a round of successes does. */
  let throttledBefore = false;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** A 429 sent before the last halving is no news. */
  let lastHalving = Number.NEGATIVE_INFINITY;
  let wakeAll: (() => void)[] = [];

  const windowOf = (endpoint: string): Window => {
    const known = endpoints.get(endpoint);
    if (known) return known;
    const created = createWindow(limits.perEndpointPerSecond);
    endpoints.set(endpoint, created);
    return created;
  };

  /** False if cancelled. Checks and starts in one step, so no request slips in between. */
  async function start(endpoint: Window): Promise<boolean> {
    for (;;) {
      if (hub.aborted()) return false;
      if (inFlight >= Math.floor(limit)) {
        await orAborted(new Promise<void>((resolve) => wakeAll.push(resolve)), hub);
        continue;
      }
      const at = now();
      const delay = Math.max(pausedUntil - at, endpoint.waitAt(at), all.waitAt(at));
      if (delay <= 0) {
        inFlight += 1;
        endpoint.record(at);
        all.record(at);
        return true;
      }
      await wait(delay);
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

  function wait(milliseconds: number): Promise<void> {
    return orAborted(options.sleep(Math.ceil(milliseconds)), hub);
  }

  return {
    async run<Outcome extends { ok: true } | StripeFailure<string>>(
      endpoint: string,
      send: () => Promise<Outcome>,
    ): Promise<Outcome | Cancelled> {
      if (!(await start(windowOf(endpoint)))) return CANCELLED;
      const startedAt = now();
      let code: string | null = 'thrown';
      try {
        // Boxed: TypeScript can't infer an awaited type parameter.
        const settled = await send().then((outcome) => ({ outcome }));
        code = settled.outcome.ok ? null : settled.outcome.code;
        return settled.outcome;
      } finally {
        finish(startedAt, code);
      }
    },
    pauseUntil(time) {
      pausedUntil = Math.max(pausedUntil, time);
    },
    wait,
    now,
    state: () => ({ limit: Math.floor(limit), inFlight }),
  };
}

interface Window {
  /** Milliseconds. */
  waitAt(at: number): number;
  record(at: number): void;
}

/** Exact sliding window of one second; allows an initial burst. */
function createWindow(perSecond: number): Window {
  const starts: number[] = [];
  return {
    waitAt(at) {
      const oldest = starts[0];
      if (starts.length < perSecond || oldest === undefined) return 0;
      return oldest + MS_PER_SECOND - at;
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

/** If the clock were set back, every window would stay full until it caught up. */
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
