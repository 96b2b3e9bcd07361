import { createAccount } from '../../tests/stripe-server/account.ts';
import { createStripe, type TestStripe } from '../../tests/stripe-server/fetch.ts';
import { SAMPLE_KEYS, sampleAccount } from '../../tests/stripe-server/sample-account.ts';
import { systemCalendar } from '../billing/calendar.ts';
import type { ConnectionId } from '../billing/model.ts';
import type { Failure } from '../messaging/messages.ts';
import { saveConnection } from '../store/generations.ts';
import { openStore, type Store } from '../store/open.ts';
import { ACCOUNT, connection, emptyStore, NOW } from '../store/store.fixture.ts';
import { createStripeReader } from '../stripe/client.ts';
import { readAccount } from './read-account.ts';
import { createRefresher, type Refresher, type RefresherDependencies } from './refresher.ts';

export { createAccount, SAMPLE_KEYS };

export interface World {
  store: Store;
  stripe: TestStripe;
  refresher: Refresher;
  announced: string[];
  /** Milliseconds; moves only when a test moves it. */
  clock: { now: number };
}

/** A store with one connection, a strict Stripe, and a refresher between them. */
export async function world(
  change: Partial<RefresherDependencies> & { stripe?: TestStripe } = {},
): Promise<World> {
  const store = await emptyStore();
  const clock = { now: NOW * 1000 };
  const stripe = change.stripe ?? createStripe({ account: sampleAccount(NOW) });
  await saveConnection(store, connection({ generation: 0, lastRefresh: null, lastFullRead: null }));
  const announced: string[] = [];
  const refresher = refresherOn(stripe, clock, announced, change);
  return { store, stripe, refresher, announced, clock };
}

function fullKeyOf(stripe: TestStripe): string {
  const key = stripe.account.keys.find((one) => one.permissions === 'all' && one.state === 'active');
  if (!key) throw new Error('the account has no full key');
  return key.key;
}

/** A refresher as a newly started background makes it: it knows nothing but the store. */
export function refresherOn(
  stripe: TestStripe,
  clock: { now: number },
  announced: string[] = [],
  change: Partial<RefresherDependencies> = {},
): Refresher {
  return createRefresher({
    openStore,
    readKey: async (_id: ConnectionId) => ({ ok: true, key: fullKeyOf(stripe) }),
    guard: async (): Promise<Failure | null> => null,
    createReader: (options) =>
      createStripeReader({
        ...options,
        fetch: stripe.fetch,
        now: () => clock.now,
        random: () => 0.5,
        sleep: async (milliseconds) => {
          clock.now += milliseconds;
        },
      }),
    readAccount,
    exclusively: (work) => work(),
    announce: (topic) => announced.push(topic),
    calendar: systemCalendar(),
    now: () => clock.now,
    ...change,
  });
}

/** A reader of a background that dies: after so many requests it never hears from the world again. */
export function dyingAfter(
  stripe: TestStripe,
  clock: { now: number },
  requests: number,
): { change: Partial<RefresherDependencies>; dead: Promise<void> } {
  const never = new Promise<never>(() => undefined);
  let sent = 0;
  let die = () => {};
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });
  const createReader: RefresherDependencies['createReader'] = (options) =>
    createStripeReader({
      ...options,
      fetch: (input, init) => {
        sent += 1;
        if (sent <= requests) return stripe.fetch(input, init);
        die();
        return never;
      },
      now: () => clock.now,
      random: () => 0.5,
      sleep: () => never,
    });
  return { change: { createReader }, dead };
}

export { ACCOUNT, NOW };
