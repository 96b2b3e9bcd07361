import { MS_PER_SECOND } from '../../model/units.ts';
import type { StripeFailure } from '../errors.ts';
import { type AbortHub, createAbortHub } from './abort-hub.ts';

/**
 * When a request may be sent.
 * Stripe allows 25 requests a second on one endpoint, 100 (live) or 25 (test) in all, and about 30 in flight; other
 * software shares the account, so these limits stay below each. A 429 halves the number in flight, every success
 * raises it.
 */
export interface PaceLimits {
  /** Requests sent within any one second, for one endpoint. */
  perEndpointPerSecond: number;
  /** The same for all endpoints together. */
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

/** In test mode the whole account has the rate that one endpoint has in live mode. */
export const TEST_PACE: PaceLimits = { ...LIVE_PACE, perSecond: 20 };

export interface PacerOptions {
  /** Milliseconds. May be set back while waiting: time then stands still here for a moment, requests do not. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  signal?: AbortSignal;
  limits?: Partial<PaceLimits>;
}

export type Cancelled = StripeFailure<'cancelled'>;
export const CANCELLED: Cancelled = { ok: false, code: 'cancelled' };

export interface Pacer {
  /**
   * Runs `send` once, as soon as the limits allow.
   * 'cancelled' immediately if the signal aborts while it waits; a request in flight has to watch the signal itself.
   */
  run<Outcome extends { ok: true } | StripeFailure<string>>(
    endpoint: string,
    send: () => Promise<Outcome>,
  ): Promise<Outcome | Cancelled>;
  /** Sends nothing before this time, on the clock of `now`. */
  pauseUntil(time: number): void;
  /** Resolves after this many ms, or as soon as the signal aborts. */
  wait(milliseconds: number): Promise<void>;
  /** The clock of the options, never backwards. */
  now(): number;
  /** How many requests may be in flight now, and how many are. */
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
  /** Before the first 429 each success adds one; after it, a whole round of successes does. */
  let throttledBefore = false;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** A 429 of a request sent before the last halving says nothing new. */
  let lastHalving = Number.NEGATIVE_INFINITY;
  let wakeAll: (() => void)[] = [];

  const windowOf = (endpoint: string): Window => {
    const known = endpoints.get(endpoint);
    if (known) return known;
    const created = createWindow(limits.perEndpointPerSecond);
    endpoints.set(endpoint, created);
    return created;
  };

  /** Waits for room; false: cancelled. Check and start happen in one step, so no other request slips in between. */
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

  /** The timer left behind after an abort does nothing. */
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
        // Boxed, because TypeScript does not take an awaited type parameter for that type.
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
  /** Milliseconds until one more request fits. */
  waitAt(at: number): number;
  record(at: number): void;
}

/** The last starts; one more fits once the oldest of them is a second old. Exact, and allows a burst at first. */
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

/** A clock that is set back would otherwise keep every window full until it has caught up. */
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
