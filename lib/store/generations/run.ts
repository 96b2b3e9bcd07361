import type { ConnectionId } from '../../model/ids.ts';
import type { Coupon, Invoice, PriceTerms, Subscription } from '../../model/subscription.ts';
import { all } from '../db/all.ts';
import type { Store } from '../db/open.ts';
import type { ClientPlugSchema, RunRecord } from '../db/schema.ts';
import { write } from '../db/write.ts';
import { generationRange } from '../records/subscriptions.ts';
import { isRun } from '../shapes/records.ts';
import { CATALOGUE_STORES, stagedRange, stagingOf } from './staging.ts';

export interface StripePage {
  subscriptions?: readonly Subscription[];
  invoices?: readonly Invoice[];
  products?: readonly { id: string; name: string }[];
  prices?: readonly PriceTerms[];
  coupons?: readonly Coupon[];
}

export async function readRun(store: Store, connectionId: ConnectionId): Promise<RunRecord | null> {
  const run = await store.get('runs', connectionId);
  return isRun(run) ? run : null;
}

/** Stores a page and its checkpoint in one transaction, so that after a crash both are there or neither. */
export async function storePage(store: Store, run: RunRecord, page: StripePage): Promise<void> {
  const { connectionId, generation } = run;
  await write(
    store,
    { stores: ['runs', 'subscriptions', 'invoices', ...CATALOGUE_STORES], announces: null },
    async (transaction) => {
      const put = <Name extends 'subscriptions' | 'invoices' | 'products' | 'prices' | 'coupons', Stripe>(
        name: Name,
        objects: readonly Stripe[] | undefined,
        toRecord: (object: Stripe) => ClientPlugSchema[Name]['value'],
      ) => (objects ?? []).map((object) => () => transaction.objectStore<Name>(name).put(toRecord(object)));
      const generationKey = { connectionId, generation };
      const stagingKey = { connectionId: stagingOf(connectionId) };
      await all([
        ...put('subscriptions', page.subscriptions, (one) => ({ ...one, ...generationKey })),
        ...put('invoices', page.invoices, (one) => ({ ...one, ...generationKey })),
        ...put('products', page.products, (one) => ({ ...one, ...stagingKey })),
        ...put('prices', page.prices, (one) => ({ ...one, ...stagingKey })),
        ...put('coupons', page.coupons, (one) => ({ ...one, ...stagingKey })),
        () => transaction.objectStore('runs').put(run),
      ]);
    },
  );
}

export async function beginRun(store: Store, run: RunRecord): Promise<void> {
  await write(store, { stores: ['runs'], announces: null }, (transaction) =>
    transaction.objectStore('runs').put(run),
  );
}

/** Restarts a run: deletes the subscriptions it has read so far. One transaction, so only for few. */
export async function clearRun(store: Store, run: RunRecord): Promise<void> {
  const range = generationRange(run.connectionId, run.generation);
  await write(store, { stores: ['runs', 'subscriptions'], announces: null }, (transaction) =>
    all([
      () => transaction.objectStore('subscriptions').delete(range),
      () => transaction.objectStore('runs').put(run),
    ]),
  );
}

/** Ends a run without showing it. `deleteOtherGenerations` removes its generation. */
export async function dropRun(store: Store, connectionId: ConnectionId): Promise<void> {
  await write(store, { stores: ['runs', ...CATALOGUE_STORES], announces: null }, (transaction) =>
    all([
      () => transaction.objectStore('runs').delete(connectionId),
      ...CATALOGUE_STORES.map(
        (name) => () => transaction.objectStore(name).delete(stagedRange(connectionId)),
      ),
    ]),
  );
}
