import type { IDBPTransaction, StoreNames } from 'idb';
import type { Store } from './open.ts';
import type { ClientPlugSchema } from './schema.ts';

export type Writing<Name extends StoreNames<ClientPlugSchema>> = IDBPTransaction<
  ClientPlugSchema,
  Name[],
  'readwrite'
>;

/**
 * Resolves when the writes are stored. Any error undoes all of them: without the explicit abort, IndexedDB
 * would commit those made before an exception.
 */
export async function inTransaction<Name extends StoreNames<ClientPlugSchema>, T>(
  store: Store,
  names: readonly Name[],
  work: (transaction: Writing<Name>) => Promise<T>,
): Promise<T> {
  const transaction = store.transaction([...names], 'readwrite');
  const done = transaction.done;
  // The failure is reported below; without this the browser also reports it as unhandled.
  done.catch(() => undefined);
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // Already aborted by the request that failed.
    }
    await done.catch(() => undefined);
    // An aborted request says only "AbortError"; the transaction says why (a full disk, say).
    throw transaction.error ?? error;
  }
}
