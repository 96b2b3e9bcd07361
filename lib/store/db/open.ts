import { type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { StoreError, storeFailureCode } from './errors.ts';
import type { ClientPlugSchema } from './schema.ts';

export type Store = IDBPDatabase<ClientPlugSchema>;

export const DATABASE = 'clientplug';
export const VERSION = 1;

/** Milliseconds an upgrade waits for other pages to close the old version. */
const BLOCKED_AFTER = 3000;

type UpgradeTransaction = IDBPTransaction<ClientPlugSchema, StoreNames<ClientPlugSchema>[], 'versionchange'>;

function createVersion1(db: Store): void {
  db.createObjectStore('clients', { keyPath: 'id' });
  db.createObjectStore('connections', { keyPath: 'id' });
  db.createObjectStore('subscriptions', { keyPath: ['connectionId', 'generation', 'id'] });
  const invoices = db.createObjectStore('invoices', { keyPath: ['connectionId', 'generation', 'id'] });
  invoices.createIndex('bySubscription', ['connectionId', 'generation', 'subscriptionId']);
  invoices.createIndex('byCustomer', ['connectionId', 'generation', 'customerId']);
  db.createObjectStore('runs', { keyPath: 'connectionId' });
  db.createObjectStore('products', { keyPath: ['connectionId', 'id'] });
  db.createObjectStore('coupons', { keyPath: ['connectionId', 'id'] });
  db.createObjectStore('prices', { keyPath: ['connectionId', 'id'] });
  db.createObjectStore('vault', { keyPath: 'name' });
  db.createObjectStore('drafts', { keyPath: 'name' });
  db.createObjectStore('snapshots', { keyPath: ['day', 'connectionId'] });
  db.createObjectStore('history', { keyPath: 'id', autoIncrement: true }).createIndex('byClient', 'clientId');
  db.createObjectStore('requests', { keyPath: 'id', autoIncrement: true });
  db.createObjectStore('views', { keyPath: 'name' });
  db.createObjectStore('meta', { keyPath: 'name' });
}

/** Aborts as a whole if a step throws, so old data stays intact. */
function upgrade(db: Store, from: number, transaction: UpgradeTransaction): void {
  try {
    if (from < 1) createVersion1(db);
  } catch (error) {
    transaction.abort();
    throw error;
  }
}

const openStores = new Map<string, Promise<Store>>();

/**
 * Opens the database once per name, and again after the browser or a newer version closed it. Rejects with
 * `StoreError`: 'storage-newer' (written by a later version), 'storage-blocked' (another page keeps an old
 * version open), 'storage-failed'.
 */
export function openStore(name: string = DATABASE): Promise<Store> {
  const known = openStores.get(name);
  if (known) return known;
  const forget = () => openStores.delete(name);
  const opened = open(name, forget);
  openStores.set(name, opened);
  opened.catch(forget);
  return opened;
}

function open(name: string, forget: () => void): Promise<Store> {
  return new Promise((resolve, reject) => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    // async, because a browser that blocks site data throws instead of failing the request.
    const opening = async () =>
      openDB<ClientPlugSchema>(name, VERSION, {
        upgrade: (db, from, _to, transaction) => upgrade(db, from, transaction),
        blocked: () => {
          waiting = setTimeout(() => reject(new StoreError('storage-blocked')), BLOCKED_AFTER);
        },
        // A newer version of the extension wants to upgrade and waits until this closes.
        blocking: (_current, _wanted, event) => {
          forget();
          (event.target as IDBDatabase).close();
        },
        terminated: forget,
      });
    opening().then(
      (db) => {
        clearTimeout(waiting);
        db.addEventListener('close', forget);
        resolve(db);
      },
      (error: unknown) => {
        clearTimeout(waiting);
        reject(new StoreError(storeFailureCode(error), error));
      },
    );
  });
}

export async function closeStore(name: string = DATABASE): Promise<void> {
  const known = openStores.get(name);
  openStores.delete(name);
  if (known) (await known).close();
}

/** Also one that cannot be opened. Rejects with `StoreError`. */
export async function deleteStore(name: string = DATABASE): Promise<void> {
  await closeStore(name).catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: unknown) => reject(new StoreError(storeFailureCode(error), error));
    try {
      const deleting = indexedDB.deleteDatabase(name);
      deleting.onsuccess = () => resolve();
      deleting.onerror = () => refuse(deleting.error);
      deleting.onblocked = () =>
        void setTimeout(() => reject(new StoreError('storage-blocked')), BLOCKED_AFTER);
    } catch (error) {
      refuse(error);
    }
  });
}
