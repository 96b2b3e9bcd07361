import type { ClientDigest } from '../../billing/digest.ts';
import { MS_PER_SECOND } from '../../model/units.ts';
import { all } from '../db/all.ts';
import { entryId } from '../db/entry-id.ts';
import type { Store } from '../db/open.ts';
import type {
  ClientsHeader,
  ConnectionRecord,
  ConnectionSummary,
  HistoryRecord,
  Replaced,
  SnapshotRecord,
  SubscriptionOption,
} from '../db/schema.ts';
import { writeIfUnchanged } from '../db/write.ts';
import {
  deleteOtherEditions,
  encodeHeader,
  isStaged,
  stageClients,
  stageOptions,
} from '../views/editions.ts';
import { parseHeader } from '../views/read.ts';
import { CATALOGUE_STORES, type CatalogueChanges, stagedRange } from './staging.ts';

export interface Commit {
  /** As it will be, with the generation to show. */
  connection: ConnectionRecord;
  /** null: a whole new generation is shown. */
  replaced: Replaced | null;
  catalogue: CatalogueChanges;
  connections: readonly ConnectionSummary[];
  rows: readonly ClientDigest[] | null;
  options: readonly SubscriptionOption[] | null;
  snapshot: SnapshotRecord;
  history: readonly Omit<HistoryRecord, 'id'>[];
}

const STORES = [
  'connections',
  'runs',
  'views',
  'snapshots',
  'history',
  'subscriptions',
  'invoices',
  ...CATALOGUE_STORES,
] as const;

/**
 * Shows what a run has read, in one short transaction: generation and views are stored already, only names
 * change. Returns false, having written nothing, if clients or connections changed since `revision` was read.
 */
export async function commitGeneration(store: Store, commit: Commit, revision: number): Promise<boolean> {
  const { connection, replaced, catalogue } = commit;
  const rows = commit.rows && (await stageClients(store, commit.rows));
  const options = commit.options && (await stageOptions(store, commit.options));
  const generationKey = { connectionId: connection.id, generation: connection.generation };
  const committed = await writeIfUnchanged(
    store,
    { stores: STORES, announces: 'connections', revision, counts: true },
    async (transaction) => {
      const views = transaction.objectStore('views');
      if (rows && !(await isStaged(views, 'clients', rows))) return false;
      if (options && !(await isStaged(views, 'options', options))) return false;
      const edition = rows ?? parseHeader(await views.get('clients'));
      if (!edition) return false;
      const clients: ClientsHeader = {
        edition: edition.edition,
        parts: edition.parts,
        connections: [...commit.connections],
      };
      const subscriptions = transaction.objectStore('subscriptions');
      const invoices = transaction.objectStore('invoices');
      await all([
        ...(replaced?.subscriptions ?? []).map(
          (one) => () => subscriptions.put({ ...one, ...generationKey }),
        ),
        ...(replaced?.goneSubscriptions ?? []).map(
          (id) => () => subscriptions.delete([connection.id, connection.generation, id]),
        ),
        ...(replaced?.invoices ?? []).map((one) => () => invoices.put({ ...one, ...generationKey })),
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
        ...commit.history.map((entry, index) => () => {
          const id = entryId(entry.at * MS_PER_SECOND, index);
          return transaction.objectStore('history').put({ ...entry, id });
        }),
      ]);
      return true;
    },
  );
  if (rows || options) await deleteOtherEditions(store);
  return committed;
}
