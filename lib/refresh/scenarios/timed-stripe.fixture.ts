import type { Account } from '../../../tests/stripe-server/account/account.ts';
import { createStripe, type TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { stripeLimits } from '../../../tests/stripe-server/http/limits.ts';
import { random } from '../../../tests/support/random.ts';
import { openStore, type Store } from '../../store/db/open.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import type { RefresherDependencies } from '../refresher.ts';

/** Of a page of 100 with expansions and of a read by id, in ms, ± 25 %: what Stripe is expected to take. */
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
  let at = START;
  let timers: { due: number; wake: () => void }[] = [];
  let storing = 0;
  const now = () => at;
  const { next } = random(seed);
  const sleep = (milliseconds: number) =>
    new Promise<void>((wake) => {
      timers.push({ due: at + milliseconds, wake });
    });
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

  /** The store, counting what is under way: time must not run on while a page is being stored. */
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
    async until(promise) {
      let settled = false;
      const done = promise.finally(() => {
        settled = true;
      });
      done.catch(() => undefined);
      for (;;) {
        // Streams and the SDK take many turns of the event loop before they wait again.
        for (let quiet = 0; quiet < 12 && !settled; quiet = storing > 0 ? 0 : quiet + 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        if (settled) return done;
        const due = Math.min(...timers.map((timer) => timer.due));
        if (!Number.isFinite(due)) throw new Error('Nothing is left to wait for');
        at = Math.max(at, due);
        const ready = timers.filter((timer) => timer.due <= at);
        timers = timers.filter((timer) => timer.due > at);
        for (const timer of ready) timer.wake();
      }
    },
  };
}
