import { random } from '../../support/random.ts';
import type { FaultKind, RecordedRequest } from './requests.ts';

export type { FaultKind };

export type Match = (request: RecordedRequest) => boolean;

export interface Fault {
  kind: FaultKind;
  /** Default: every request to Stripe. */
  match?: Match;
  /** For `status`; default 500. */
  status?: number;
  /** For `status`: another error than the usual one, e.g. `lock_timeout`. */
  code?: 'lock_timeout';
  /** Instead of the usual body. */
  body?: string;
  /** How often; default once. */
  times?: number;
}

export interface Hold {
  /** Answers everything that waits, and lets later requests pass. */
  release(): void;
  /** How many requests wait. */
  readonly waiting: number;
}

/** What goes wrong, in the order it was asked for. */
export class Faults {
  #queue: { fault: Fault; left: number }[] = [];
  #rates: { fraction: number; faults: readonly Fault[]; chance: () => number; match: Match }[] = [];
  #holds: { match: Match; waiting: (() => void)[]; promiseFor: () => Promise<void> }[] = [];

  /** The next matching request (or the next `times`) go wrong like this. */
  push(fault: Fault): void {
    this.#queue.push({ fault, left: fault.times ?? 1 });
  }

  /** About one request in `1 / fraction` goes wrong, which one and how being decided by the seed. */
  rate(
    fraction: number,
    seed: number,
    kinds: readonly (FaultKind | Fault)[],
    match: Match = () => true,
  ): void {
    const { next } = random(seed);
    const faults = kinds.map((kind) => (typeof kind === 'string' ? { kind } : kind));
    this.#rates.push({ fraction, faults, chance: next, match });
  }

  /** Matching requests wait until they are released. */
  hold(match: Match = () => true): Hold {
    const waiting: (() => void)[] = [];
    const entry = {
      match,
      waiting,
      promiseFor: () => new Promise<void>((resolve) => waiting.push(resolve)),
    };
    this.#holds.push(entry);
    return {
      release: () => {
        this.#holds = this.#holds.filter((other) => other !== entry);
        for (const go of waiting.splice(0)) go();
      },
      get waiting() {
        return waiting.length;
      },
    };
  }

  /** No more faults; what was held is answered. */
  clear(): void {
    this.#queue = [];
    this.#rates = [];
    const holds = this.#holds.splice(0);
    for (const { waiting } of holds) for (const go of waiting.splice(0)) go();
  }

  /** The fault for this request, taken from the queue; null: none. */
  take(request: RecordedRequest): Fault | null {
    const queued = this.#queue.find(({ fault }) => fault.match?.(request) ?? true);
    if (queued) {
      queued.left -= 1;
      if (queued.left <= 0) this.#queue = this.#queue.filter((other) => other !== queued);
      return queued.fault;
    }
    for (const { fraction, faults, chance, match } of this.#rates) {
      if (!match(request) || chance() >= fraction) continue;
      const fault = faults[Math.floor(chance() * faults.length)];
      if (fault) return fault;
    }
    return null;
  }

  /** Resolves when nothing holds the request. */
  async passed(request: RecordedRequest): Promise<void> {
    await Promise.all(
      this.#holds.filter(({ match }) => match(request)).map(({ promiseFor }) => promiseFor()),
    );
  }
}
