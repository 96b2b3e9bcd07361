import type { IDBPTransaction, StoreNames } from 'idb';
import type { Store } from './open.ts';
import type { ClientPlugSchema } from './schema.ts';

type Writes<Names extends StoreNames<ClientPlugSchema>> = IDBPTransaction<
  ClientPlugSchema,
  Names[],
  'readwrite'
>;

/**
 * Runs writes that belong together. Resolves when the transaction is complete, which is when they are stored.
 * Whatever throws inside, or any request that fails, undoes all of them: without the explicit abort IndexedDB would
 * commit the writes that came before an exception.
 */
export async function inTransaction<Names extends StoreNames<ClientPlugSchema>, T>(
  store: Store,
  names: Names[],
  work: (transaction: Writes<Names>) => Promise<T>,
): Promise<T> {
  const transaction = store.transaction(names, 'readwrite');
  const done = transaction.done;
  // The failure is reported once, below; without this the browser also reports it as unhandled.
  done.catch(() => undefined);
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It was aborted already, by the request that failed.
    }
    await done.catch(() => undefined);
    // An aborted request says only "AbortError"; why it was aborted stands on the transaction (a full disk, say).
    throw transaction.error ?? error;
  }
}

/**
 * Starts every request and waits for all. Thunks, since a request may throw instead of rejecting (the transaction was
 * just aborted); those that were started before it would then reject with nobody listening.
 */
export async function all(requests: readonly (() => Promise<unknown>)[]): Promise<void> {
  const started: Promise<unknown>[] = [];
  try {
    for (const request of requests) started.push(request());
  } finally {
    for (const request of started) request.catch(() => undefined);
  }
  await Promise.all(started);
}
