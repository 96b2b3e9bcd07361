import type { TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import type { VirtualTime } from '../../../tests/support/virtual-time.ts';
import { openStore, type Store } from '../../store/db/open.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import type { RefresherDependencies } from '../refresher.ts';

export interface MortalWorker {
  change: Pick<RefresherDependencies, 'createReader' | 'openStore'>;
  /** Resolves when it is dead. */
  dead: Promise<void>;
}

/**
 * A background that is killed like a worker: before its nth request, or before its nth write, everything that it
 * waits for never comes, and nothing that it would still do reaches the store. Transactions that were begun complete.
 */
export function mortalWorker(
  stripe: TestStripe,
  clock: VirtualTime,
  dies: { atRequest: number } | { atWrite: number },
): MortalWorker {
  const never = new Promise<never>(() => undefined);
  const deadObjectStore = new Proxy({}, { get: () => () => never });
  const deadTransaction = { done: never, store: deadObjectStore, objectStore: () => deadObjectStore };
  let isDead = false;
  let requests = 0;
  let writes = 0;
  let tell = () => {};
  const dead = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const die = () => {
    isDead = true;
    tell();
  };
  const mortalStore = async (): Promise<Store> => {
    const store = await openStore();
    return new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const isWrite = name === 'put' || name === 'delete' || args[1] === 'readwrite';
          if (isWrite) writes += 1;
          if (!isDead && isWrite && 'atWrite' in dies && writes >= dies.atWrite) die();
          if (!isDead) return value.apply(target, args);
          if (name === 'transaction') return deadTransaction;
          return never;
        };
      },
    });
  };
  return {
    dead,
    change: {
      openStore: mortalStore,
      createReader: (options) =>
        createStripeReader({
          ...options,
          fetch: async (input, init) => {
            requests += 1;
            if ('atRequest' in dies && requests >= dies.atRequest) die();
            return isDead ? never : stripe.fetch(input, init);
          },
          now: clock.now,
          random: () => 0.5,
          sleep: async (milliseconds) => {
            clock.pass(milliseconds);
            if (isDead) await never;
          },
        }),
    },
  };
}
