import { type LimitReason, type Refusal, rateLimited } from './errors.ts';

export interface Limits {
  /** Requests of one account within any second. */
  perSecond: number;
  /** Requests to one endpoint of one account within any second. */
  perEndpointPerSecond: number;
  /** Requests of one account in flight. */
  concurrent: number;
}

/** Stripe's published rates; the limit of requests in flight lies between what was seen to pass and to fail. */
export function stripeLimits(mode: 'live' | 'test'): Limits {
  return { perSecond: mode === 'live' ? 100 : 25, perEndpointPerSecond: 25, concurrent: 40 };
}

const SECOND = 1000;

/** Counts accepted requests over a sliding second. */
export class Limiter {
  readonly #limits: Limits | null;
  readonly #clock: () => number;
  readonly #accepted = new Map<string, number[]>();
  readonly #inFlight = new Map<string, number>();

  constructor(limits: Limits | null, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Takes the request in and returns how to let it out, or returns Stripe's 429. */
  enter(account: string, endpoint: string): { leave: () => void } | Refusal {
    const limits = this.#limits;
    if (!limits) return { leave: () => undefined };
    const all = this.#recent(account);
    const own = this.#recent(`${account} ${endpoint}`);
    const running = this.#inFlight.get(account) ?? 0;
    let reason: LimitReason | null = null;
    if (all.length >= limits.perSecond) reason = 'global-rate';
    else if (own.length >= limits.perEndpointPerSecond) reason = 'endpoint-rate';
    else if (running >= limits.concurrent) reason = 'global-concurrency';
    if (reason) return rateLimited(reason);

    const now = this.#clock();
    all.push(now);
    own.push(now);
    this.#inFlight.set(account, running + 1);
    let left = false;
    return {
      leave: () => {
        if (left) return;
        left = true;
        this.#inFlight.set(account, Math.max(0, (this.#inFlight.get(account) ?? 0) - 1));
      },
    };
  }

  reset(): void {
    this.#accepted.clear();
    this.#inFlight.clear();
  }

  #recent(key: string): number[] {
    const times = this.#accepted.get(key) ?? [];
    this.#accepted.set(key, times);
    const start = this.#clock() - SECOND;
    while (times[0] !== undefined && times[0] <= start) times.shift();
    return times;
  }
}
