import type {
  ConnectionId,
  CouponFacts,
  InvoiceFacts,
  PriceTerms,
  SubscriptionFacts,
} from '../billing/model.ts';
import { generationRange } from './facts.ts';
import { REVISION } from './meta.ts';
import type { Store } from './open.ts';
import { encodeView } from './read-views.ts';
import type {
  ClientPlugSchema,
  ClientsView,
  ConnectionRecord,
  HistoryRecord,
  OptionsView,
  RunRecord,
  SnapshotRecord,
} from './schema.ts';
import { all, inTransaction } from './transaction.ts';
import { rebuildViews } from './views.ts';

/** Keys deleted in one transaction, so that no page that reads waits for long. */
const DELETED_AT_ONCE = 500;

/** What one answer of Stripe brought. */
export interface Page {
  subscriptions?: readonly SubscriptionFacts[];
  invoices?: readonly InvoiceFacts[];
  products?: readonly { id: string; name: string }[];
  prices?: readonly PriceTerms[];
  coupons?: readonly CouponFacts[];
}

export async function readRun(store: Store, connectionId: ConnectionId): Promise<RunRecord | null> {
  return (await store.get('runs', connectionId)) ?? null;
}

/**
 * Stores a page under the run's generation together with the checkpoint that says so, in one small transaction:
 * after a crash the page is either there and counted, or neither.
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
          (page.products ?? []).map((product) => ({ ...product, connectionId })),
        ),
        ...put(
          'prices',
          (page.prices ?? []).map((price) => ({ ...price, connectionId })),
        ),
        ...put(
          'coupons',
          (page.coupons ?? []).map((coupon) => ({ ...coupon, connectionId })),
        ),
        () => transaction.objectStore('runs').put(run),
      ]);
    },
  );
}

/** Ends a run without showing what it read; its generation is removed by `deleteOtherGenerations`. */
export async function dropRun(store: Store, connectionId: ConnectionId): Promise<void> {
  await store.delete('runs', connectionId);
}

/** All that one refresh makes visible at once. */
export interface Commit {
  /** With the new generation in it. */
  connection: ConnectionRecord;
  clients: ClientsView;
  options: OptionsView;
  snapshot: SnapshotRecord;
  history: readonly HistoryRecord[];
}

/**
 * Moves the connection to its new generation and writes everything that follows from it, in one short transaction.
 * Returns false, and writes nothing, where clients or connections changed since `revision` was read: compute again.
 */
export async function commitGeneration(store: Store, commit: Commit, revision: number): Promise<boolean> {
  const encoded = [encodeView(commit.clients), encodeView(commit.options)];
  return inTransaction(
    store,
    ['connections', 'runs', 'views', 'snapshots', 'history', 'meta'],
    async (transaction) => {
      const meta = transaction.objectStore('meta');
      if (((await meta.get(REVISION))?.value ?? 0) !== revision) return false;
      await all([
        () => transaction.objectStore('connections').put(commit.connection),
        () => transaction.objectStore('runs').delete(commit.connection.id),
        ...encoded.map((view) => () => transaction.objectStore('views').put(view)),
        () => transaction.objectStore('snapshots').put(commit.snapshot),
        ...commit.history.map((entry) => () => transaction.objectStore('history').add(entry)),
        () => meta.put({ name: REVISION, value: revision + 1 }),
      ]);
      return true;
    },
  );
}

/** Removes the records of every generation but the one shown and the one being read, in small transactions. */
export async function deleteOtherGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await store.get('connections', connectionId))?.generation;
  const reading = (await readRun(store, connectionId))?.generation;
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
      if (generation !== shown && generation !== reading)
        await deleteGeneration(store, name, connectionId, generation);
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
