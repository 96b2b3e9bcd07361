import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { closeStore, openStore, type Store } from './open.ts';

/** An empty store in a new, in-memory IndexedDB. */
export async function emptyStore(): Promise<Store> {
  await closeStore();
  globalThis.indexedDB = new IDBFactory();
  return openStore();
}
