import type { StoreNames } from 'idb';
import { type Announcement, announce } from '../../messaging/announce.ts';
import { count, orElse } from '../shapes/guards.ts';
import type { Store } from './open.ts';
import type { ClientPlugSchema, MetaRecord } from './schema.ts';
import { inTransaction, type Writing } from './transaction.ts';

/* Every write goes through `write` or `writeIfUnchanged`, which announce it once it is stored. */

type Names = StoreNames<ClientPlugSchema>;
/** What the views are computed from: written only with a check of the revision. */
type Counted = 'clients' | 'connections';

const REVISION = 'revision';

/** Counts changes to clients, connections and Stripe's data; a view of another revision is stale. */
export async function readRevision(store: Store): Promise<number> {
  return revisionIn(await store.get('meta', REVISION));
}

interface WriteOptions<Name extends Names> {
  stores: readonly Name[];
  announces: Announcement | null;
}

/** Stores all writes or none. Rejects with what IndexedDB throws. */
export async function write<Name extends Exclude<Names, Counted>, T>(
  store: Store,
  { stores, announces }: WriteOptions<Name>,
  work: (transaction: Writing<Name>) => Promise<T>,
): Promise<T> {
  const result = await inTransaction(store, stores, work);
  if (announces) announce(announces);
  return result;
}

/**
 * Writes what was computed from the store, unless its data changed since `revision` was read. Returns false,
 * having written nothing, if it did or `work` returns false: compute again.
 */
export async function writeIfUnchanged<Name extends Names>(
  store: Store,
  options: WriteOptions<Name> & {
    revision: number;
    /** false: writes only computed data, so other computed data stays valid. */
    counts: boolean;
  },
  /** May return false before its first write, to write nothing. */
  work: (transaction: Writing<Name | 'meta'>) => Promise<unknown>,
): Promise<boolean> {
  const { stores, announces, revision, counts } = options;
  const written = await inTransaction(store, [...stores, 'meta'], async (transaction) => {
    const meta = (transaction as unknown as Writing<'meta'>).objectStore('meta');
    const stored = await meta.get(REVISION);
    if (revisionIn(stored) !== revision) return false;
    if ((await work(transaction)) === false) return false;
    if (counts) await meta.put({ name: REVISION, value: revisionAfter(stored) });
    return true;
  });
  if (written && announces) announce(announces);
  return written;
}

/**
 * A store that was emptied starts at random: a page that computed something before must not find its number again.
 */
function revisionAfter(record: MetaRecord | undefined): number {
  if (record === undefined) return crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
  return revisionIn(record) + 1;
}

function revisionIn(record: MetaRecord | undefined): number {
  // NaN never equals itself, so every write would be computed again for ever.
  return orElse<number>(record?.value, count, 0);
}
