import type { ClientDigest } from '../../billing/digest.ts';
import type { ConnectionId } from '../../model/ids.ts';
import type { Coupon, Invoice, PriceTerms, Subscription } from '../../model/subscription.ts';
import type { Store } from '../db/open.ts';
import type {
  ClientPlugSchema,
  ClientsHeader,
  ConnectionRecord,
  ConnectionSummary,
  HistoryRecord,
  Replaced,
  RunRecord,
  SnapshotRecord,
  SubscriptionOption,
} from '../db/schema.ts';
import { all, inTransaction } from '../db/transaction.ts';
import { REVISION } from '../records/settings.ts';
import { generationRange } from '../records/subscriptions.ts';
import { rebuildViews } from '../views/compute.ts';
import {
  deleteOtherEditions,
  encodeHeader,
  isStaged,
  stageClients,
  stageOptions,
} from '../views/editions.ts';
import { CATALOGUE_STORES, type CatalogueChanges, stagedRange, stagingOf } from './staging.ts';

/** Keys deleted in one transaction, so that no page that reads waits for long. */
const DELETED_AT_ONCE = 500;

/** What one answer of Stripe brought. */
export interface Page {
  subscriptions?: readonly Subscription[];
  invoices?: readonly Invoice[];
  products?: readonly { id: string; name: string }[];
  prices?: readonly PriceTerms[];
  coupons?: readonly Coupon[];
}

export async function readRun(store: Store, connectionId: ConnectionId): Promise<RunRecord | null> {
  return (await store.get('runs', connectionId)) ?? null;
}

/**
 * Stores a page under the run's generation (names and terms: staged) together with the checkpoint that says so, in
 * one small transaction: after a crash the page is either there and counted, or neither.
 */
export async function putPage(store: Store, run: RunRecord, page: Page): Promise<void> {
  const { connectionId, generation } = run;
  await inTransaction(
    store,
    ['runs', 'subscriptions', 'invoices', 'products', 'prices', 'coupons'],
    async (transaction) => {
      const put = <Name extends 'subscriptions' | 'invoices' | 'products' | 'prices' | 'coupons'>(
        name: Name,
        records: readonly ClientPlugSchema[Name]['value'][],
      ) => records.map((record) => () => transaction.objectStore<Name>(name).put(record));
      const owned = { connectionId, generation };
      const staged = { connectionId: stagingOf(connectionId) };
      await all([
        ...put(
          'subscriptions',
          (page.subscriptions ?? []).map((facts) => ({ ...facts, ...owned })),
        ),
        ...put(
          'invoices',
          (page.invoices ?? []).map((facts) => ({ ...facts, ...owned })),
        ),
        ...put(
          'products',
          (page.products ?? []).map((product) => ({ ...product, ...staged })),
        ),
        ...put(
          'prices',
          (page.prices ?? []).map((price) => ({ ...price, ...staged })),
        ),
        ...put(
          'coupons',
          (page.coupons ?? []).map((coupon) => ({ ...coupon, ...staged })),
        ),
        () => transaction.objectStore('runs').put(run),
      ]);
    },
  );
}

/** Begins a run anew: forgets the subscriptions that it has read so far. Few, since the transaction is one. */
export async function clearRun(store: Store, run: RunRecord): Promise<void> {
  const range = generationRange(run.connectionId, run.generation);
  await inTransaction(store, ['runs', 'subscriptions'], (transaction) =>
    all([
      () => transaction.objectStore('subscriptions').delete(range),
      () => transaction.objectStore('runs').put(run),
    ]),
  );
}

/**
 * Ends a run without showing what it read, and removes the names it staged; its generation is removed by
 * `deleteOtherGenerations`.
 */
export async function dropRun(store: Store, connectionId: ConnectionId): Promise<void> {
  await inTransaction(store, ['runs', ...CATALOGUE_STORES], (transaction) =>
    all([
      () => transaction.objectStore('runs').delete(connectionId),
      ...CATALOGUE_STORES.map(
        (name) => () => transaction.objectStore(name).delete(stagedRange(connectionId)),
      ),
    ]),
  );
}

/** All that one refresh makes visible at once. */
export interface Commit {
  /** As it will be: with the generation to show in it. */
  connection: ConnectionRecord;
  /** null: a whole generation was read and is shown instead of the one before. */
  replaced: Replaced | null;
  catalogue: CatalogueChanges;
  connections: readonly ConnectionSummary[];
  /** Rows of the clients' view; null: as before. */
  rows: readonly ClientDigest[] | null;
  /** Of the dropdown's view; null: as before. */
  options: readonly SubscriptionOption[] | null;
  snapshot: SnapshotRecord;
  history: readonly HistoryRecord[];
}

/**
 * Shows what a run has read and writes everything that follows from it, in one short transaction: what is large (the
 * new generation, the views) lies there already, and only names change.
 * Returns false, and writes nothing, where clients or connections changed since `revision` was read: compute again.
 */
export async function commitGeneration(store: Store, commit: Commit, revision: number): Promise<boolean> {
  const { connection, replaced, catalogue } = commit;
  const rows = commit.rows && (await stageClients(store, commit.rows));
  const options = commit.options && (await stageOptions(store, commit.options));
  const owned = { connectionId: connection.id, generation: connection.generation };
  const committed = await inTransaction(
    store,
    [
      'connections',
      'runs',
      'views',
      'snapshots',
      'history',
      'meta',
      'subscriptions',
      'invoices',
      ...CATALOGUE_STORES,
    ],
    async (transaction) => {
      const meta = transaction.objectStore('meta');
      if (((await meta.get(REVISION))?.value ?? 0) !== revision) return false;
      const views = transaction.objectStore('views');
      if (rows && !(await isStaged(views, 'clients', rows))) return false;
      if (options && !(await isStaged(views, 'options', options))) return false;
      const before = await views.get('clients');
      const edition = rows ?? (before ? (JSON.parse(before.json) as ClientsHeader) : null);
      if (!edition) return false;
      const clients: ClientsHeader = { ...edition, connections: [...commit.connections] };
      const subscriptions = transaction.objectStore('subscriptions');
      const invoices = transaction.objectStore('invoices');
      await all([
        ...(replaced?.subscriptions ?? []).map((facts) => () => subscriptions.put({ ...facts, ...owned })),
        ...(replaced?.goneSubscriptions ?? []).map(
          (id) => () => subscriptions.delete([connection.id, connection.generation, id]),
        ),
        ...(replaced?.invoices ?? []).map((facts) => () => invoices.put({ ...facts, ...owned })),
        ...(replaced?.goneInvoices ?? []).map(
          (id) => () => invoices.delete([connection.id, connection.generation, id]),
        ),
        ...catalogue.products.map((record) => () => transaction.objectStore('products').put(record)),
        ...catalogue.prices.map((record) => () => transaction.objectStore('prices').put(record)),
        ...catalogue.coupons.map((record) => () => transaction.objectStore('coupons').put(record)),
        ...CATALOGUE_STORES.map(
          (name) => () => transaction.objectStore(name).delete(stagedRange(connection.id)),
        ),
        () => transaction.objectStore('connections').put(connection),
        () => transaction.objectStore('runs').delete(connection.id),
        () => views.put(encodeHeader('clients', clients)),
        ...(options ? [() => views.put(encodeHeader('options', options))] : []),
        () => transaction.objectStore('snapshots').put(commit.snapshot),
        ...commit.history.map((entry) => () => transaction.objectStore('history').add(entry)),
        () => meta.put({ name: REVISION, value: revision + 1 }),
      ]);
      return true;
    },
  );
  if (rows || options) await deleteOtherEditions(store);
  return committed;
}

/** Removes the records of every generation but the one shown and the one being read. Not while a run may begin. */
export async function deleteOtherGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await store.get('connections', connectionId))?.generation;
  const reading = (await readRun(store, connectionId))?.generation;
  await deleteGenerations(
    store,
    connectionId,
    (generation) => generation !== shown && generation !== reading,
  );
}

/** Removes the records of the generations that were shown before. At any time: no run writes under such a number. */
export async function deleteOlderGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await store.get('connections', connectionId))?.generation ?? 0;
  await deleteGenerations(store, connectionId, (generation) => generation < shown);
}

/** In small transactions, so that no page that reads waits for long. */
async function deleteGenerations(
  store: Store,
  connectionId: ConnectionId,
  isOld: (generation: number) => boolean,
): Promise<void> {
  for (const name of ['subscriptions', 'invoices'] as const) {
    let lower: unknown = [connectionId];
    for (;;) {
      const keys: [ConnectionId, number, string][] = await store.getAllKeys(
        name,
        IDBKeyRange.bound(lower, [connectionId, []], true),
        1,
      );
      const generation = keys[0]?.[1];
      if (generation === undefined) break;
      if (isOld(generation)) await deleteGeneration(store, name, connectionId, generation);
      lower = [connectionId, generation, []];
    }
  }
}

async function deleteGeneration(
  store: Store,
  name: 'subscriptions' | 'invoices',
  connectionId: ConnectionId,
  generation: number,
): Promise<void> {
  for (;;) {
    const keys = await store.getAllKeys(name, generationRange(connectionId, generation), DELETED_AT_ONCE);
    const first = keys[0];
    const last = keys.at(-1);
    if (!first || !last) return;
    await store.delete(name, IDBKeyRange.bound(first, last));
  }
}

/** Adds or changes a connection; the views follow. */
export async function saveConnection(store: Store, record: ConnectionRecord): Promise<void> {
  await inTransaction(store, ['connections', 'meta'], async (transaction) => {
    const meta = transaction.objectStore('meta');
    const revision = Number((await meta.get(REVISION))?.value ?? 0);
    await all([
      () => transaction.objectStore('connections').put(record),
      () => meta.put({ name: REVISION, value: revision + 1 }),
    ]);
  });
  await rebuildViews(store);
}

/** Empties every store: clients, figures, history, settings, the vault's second copy. Nothing is left. */
export async function forgetAll(store: Store): Promise<void> {
  const names = [...store.objectStoreNames];
  await inTransaction(store, names, (transaction) =>
    all(names.map((name) => () => transaction.objectStore(name).clear())),
  );
}
