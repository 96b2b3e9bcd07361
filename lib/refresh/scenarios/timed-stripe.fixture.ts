import type { Account } from '../../../tests/stripe-server/account/account.ts';
import { createStripe, type TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { stripeLimits } from '../../../tests/stripe-server/http/limits.ts';
import { random } from '../../../tests/support/random.ts';
import { createVirtualTime } from '../../../tests/support/virtual-time.ts';
import { openStore, type Store } from '../../store/db/open.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import type { RefresherDependencies } from '../refresher.ts';

/** What Stripe takes for a page of 100 with expansions and for a read by id, ± 25 %. */
const LIST_MS = 600;
const BY_ID_MS = 200;
const START = 1_763_800_000_000;

export interface TimedStripe {
  stripe: TestStripe;
  change: Pick<RefresherDependencies, 'createReader' | 'openStore' | 'now'>;
  now: () => number;
  /** Lets virtual time pass until the promise settles. Only waiting for Stripe takes time, storing does not. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** A Stripe with a live key's limits and latency, in virtual time: a read of 10,000 takes a few real seconds. */
export function timedStripe(account: Account, seed = 1): TimedStripe {
  let storing = 0;
  const { now, sleep, until } = createVirtualTime(START, () => storing > 0);
  const { next } = random(seed);
  const stripe = createStripe({ account, limits: stripeLimits('live'), clock: now });
  const slowFetch: typeof fetch = async (input, init) => {
    const isById = /\/v1\/[a-z_]+\/[^?]+/.test(String(input));
    // Half the way there, half the way back: Stripe answers what is true in between.
    const latency = (isById ? BY_ID_MS : LIST_MS) * (0.75 + 0.5 * next());
    await sleep(latency / 2);
    const answer = await stripe.fetch(input, init);
    await sleep(latency / 2);
    return answer;
  };

  /** Counts the operations under way: time must not pass while a page is stored. */
  const counted = async (): Promise<Store> => {
    const store = await openStore();
    const watch = (done: Promise<unknown>) => {
      storing += 1;
      const ended = () => {
        storing -= 1;
      };
      done.then(ended, ended);
    };
    return new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result: unknown = value.apply(target, args);
          if (result instanceof Promise) watch(result);
          else if (name === 'transaction') watch((result as { done: Promise<void> }).done);
          return result;
        };
      },
    });
  };

  return {
    stripe,
    now,
    change: {
      now,
      openStore: counted,
      createReader: (options) =>
        createStripeReader({ ...options, fetch: slowFetch, now, random: next, sleep }),
    },
    until,
  };
}
