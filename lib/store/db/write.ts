import type { StoreNames } from 'idb';
import { type Announcement, announce } from '../../messaging/announce.ts';
import { count, orElse } from '../shapes/guards.ts';
import type { Store } from './open.ts';
import type { ClientPlugSchema, MetaRecord } from './schema.ts';
import { inTransaction, type Writing } from './transaction.ts';

/*
 * Every write of the store goes through `write` or `writeIfUnchanged`. They announce it once it is stored, so that
 * no caller has to remember to; `write` cannot reach what the views are computed from.
 */

type Names = StoreNames<ClientPlugSchema>;
/** What the views are computed from: written only where the revision is checked and counted. */
type Counted = 'clients' | 'connections';

const REVISION = 'revision';

/** How often clients, connections or what was read of Stripe have changed; a view of another revision is stale. */
export async function readRevision(store: Store): Promise<number> {
  return revisionIn(await store.get('meta', REVISION));
}

interface WriteOptions<Name extends Names> {
  stores: readonly Name[];
  /** What other contexts have to read again; null: nothing that they show. */
  announces: Announcement | null;
}

/** Writes that belong together: all of them are stored, or none. Rejects with what IndexedDB throws. */
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
 * Writes what was computed from the store, unless clients, connections or what was read of Stripe have changed since
 * `revision` was read. Returns false, having written nothing, where they have or `work` says so: compute again.
 */
export async function writeIfUnchanged<Name extends Names>(
  store: Store,
  options: WriteOptions<Name> & {
    revision: number;
    /** false: writes only what was computed, so that everything else that was computed still holds. */
    counts: boolean;
  },
  /** May return false before its first write, to write nothing. */
  work: (transaction: Writing<Name | 'meta'>) => Promise<unknown>,
): Promise<boolean> {
  const { stores, announces, revision, counts } = options;
  const written = await inTransaction(store, [...stores, 'meta'], async (transaction) => {
    const meta = (transaction as unknown as Writing<'meta'>).objectStore('meta');
    if (revisionIn(await meta.get(REVISION)) !== revision) return false;
    if ((await work(transaction)) === false) return false;
    if (counts) await meta.put({ name: REVISION, value: revision + 1 });
    return true;
  });
  if (written && announces) announce(announces);
  return written;
}

function revisionIn(record: MetaRecord | undefined): number {
  // NaN is never equal to itself: every write would be computed again for ever.
  return orElse<number>(record?.value, count, 0);
}
