import { createStripe, type TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { SAMPLE_KEYS, sampleAccount } from '../../../tests/stripe-server/samples/sample-account.ts';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import { createVirtualTime, NOW, type VirtualTime } from '../../../tests/support/virtual-time.ts';
import { systemCalendar } from '../../billing/calendar.ts';
import type { Failure } from '../../model/failure.ts';
import type { ConnectionId, SubscriptionId } from '../../model/ids.ts';
import { openStore, type Store } from '../../store/db/open.ts';
import { emptyStore } from '../../store/db/store.fixture.ts';
import { saveConnection } from '../../store/records/connections.ts';
import { generationRange } from '../../store/records/subscriptions.ts';
import { readClientsView, readOptionsView } from '../../store/views/read.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import { createSerial } from '../../vault/serial.ts';
import { readAccount } from '../reading/read-account.ts';
import { createRefresher, type Refresher, type RefresherDependencies } from '../refresher.ts';

export { SAMPLE_KEYS };

export interface RefreshSetup {
  store: Store;
  stripe: TestStripe;
  refresher: Refresher;
  /** Moves when a test moves it, and while waiting for Stripe. */
  clock: VirtualTime;
}

/** A store with one connection, a strict Stripe, and a refresher between them. */
export async function setUpRefresh(
  change: Partial<RefresherDependencies> & { stripe?: TestStripe } = {},
): Promise<RefreshSetup> {
  const store = await emptyStore();
  const clock = createVirtualTime(NOW * 1000);
  const stripe = change.stripe ?? createStripe({ account: sampleAccount(NOW) });
  await saveConnection(store, buildConnection({ generation: 0, lastRefresh: null, lastFullRead: null }));
  const refresher = refresherOn(stripe, clock, change);
  return { store, stripe, refresher, clock };
}

function fullKeyOf(stripe: TestStripe): string {
  const key = stripe.account.keys.find((one) => one.permissions === 'all' && one.state === 'active');
  if (!key) throw new Error('the account has no full key');
  return key.key;
}

/** A refresher as a newly started background makes it: it knows nothing but the store. */
export function refresherOn(
  stripe: TestStripe,
  clock: VirtualTime,
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
        now: clock.now,
        random: () => 0.5,
        sleep: clock.skip,
      }),
    readAccount,
    exclusively: (work) => work(),
    inTurn: createSerial(),
    calendar: systemCalendar(),
    now: clock.now,
    ...change,
  });
}

/** Everything that a refresh is there to bring, as pages see it, in the order of the store. */
export async function shown(store: Store) {
  const connection = await store.get('connections', ACCOUNT);
  if (!connection) throw new Error('no connection');
  const range = generationRange(ACCOUNT, connection.generation);
  const withoutGeneration = <T extends { generation: number }>({ generation: _, ...facts }: T) => facts;
  const own = IDBKeyRange.bound([ACCOUNT], [ACCOUNT, []]);
  return {
    subscriptions: (await store.getAll('subscriptions', range)).map(withoutGeneration),
    invoices: (await store.getAll('invoices', range)).map(withoutGeneration),
    products: await store.getAll('products', own),
    prices: await store.getAll('prices', own),
    coupons: await store.getAll('coupons', own),
  };
}

/** Every record that a refresh writes, but the log of its requests and the times of its run. */
export async function everyRecord(store: Store) {
  const names = [
    'connections',
    'runs',
    'subscriptions',
    'invoices',
    'products',
    'prices',
    'coupons',
    'snapshots',
    'history',
  ] as const;
  const records: Record<string, unknown> = {};
  for (const name of names) records[name] = await store.getAll(name);
  // Their ids are random.
  records.history = (await store.getAll('history')).map(({ id: _, ...entry }) => entry);
  // As pages read them: an edition that was written and never shown is nothing.
  records.views = [await readClientsView(store), await readOptionsView(store)];
  return records;
}

export function failureOf(outcome: Awaited<ReturnType<Refresher['start']>>): Failure | null {
  return 'ok' in outcome ? outcome : outcome.state.failure;
}

export const link = (id: string) => ({ connectionId: ACCOUNT, subscriptionId: id as SubscriptionId });

/** How often each endpoint was asked. */
export function countsOf(stripe: TestStripe): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { endpoint } of stripe.requests) counts[endpoint] = (counts[endpoint] ?? 0) + 1;
  return counts;
}

/** Ids of what Stripe lists without being asked for ended ones. */
export function listedIds(account: TestStripe['account']): string[] {
  return [...account.subscriptions.values()]
    .filter((s) => !['canceled', 'incomplete_expired'].includes(s.status) && !s.test_clock)
    .map((s) => s.id)
    .sort();
}

export { ACCOUNT, NOW };
