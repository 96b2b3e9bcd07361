import { createVirtualTime } from '../../../tests/support/virtual-time.ts';
import type { StripeFailureCode } from '../../model/failure.ts';
import type { StripeFailure } from '../errors.ts';
import { createPacer, type PaceLimits } from './pace.ts';
import { createRetrier, type RetryLimits } from './retry.ts';

export type Outcome = { ok: true } | StripeFailure;
export const DONE: Outcome = { ok: true };
export const failed = (code: StripeFailureCode): Outcome => ({ ok: false, code });

interface Options {
  limits?: Partial<PaceLimits & RetryLimits>;
  random?: () => number;
  deadline?: number;
}

/** A pacer and a retrier in virtual time, with what was sent through them. */
export function setUpTransport({ limits = {}, random = () => 0.5, deadline }: Options = {}) {
  const time = createVirtualTime();
  const begun = time.now();
  const starts: { endpoint: string; at: number }[] = [];
  let inFlight = 0;
  let most = 0;
  const pacer = createPacer({ now: time.now, sleep: time.sleep, limits });
  const retrier = createRetrier({ pacer, random, limits, ...(deadline === undefined ? {} : { deadline }) });
  const send = (endpoint: string, latency: number, outcome: () => Outcome = () => DONE) =>
    retrier.run(endpoint, async (): Promise<Outcome> => {
      starts.push({ endpoint, at: time.now() - begun });
      inFlight += 1;
      most = Math.max(most, inFlight);
      await time.sleep(latency);
      inFlight -= 1;
      return outcome();
    });
  const many = (count: number, endpoint: string, latency: number, outcome?: () => Outcome) =>
    Promise.all(Array.from({ length: count }, () => send(endpoint, latency, outcome)));
  return { time, starts, pacer, send, many, most: () => most, elapsed: () => time.now() - begun };
}
