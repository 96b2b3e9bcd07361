import { announce } from '../../messaging/announce.ts';
import { all } from './all.ts';
import { deleteStore, openStore, type Store } from './open.ts';
import { inTransaction } from './transaction.ts';
import { countRevision } from './write.ts';

/**
 * Empties every store, including the vault's second copy. Only the revision goes on counting: a page that computed
 * something from what was there must not find the same number again.
 */
export async function forgetAll(store: Store): Promise<void> {
  const names = [...store.objectStoreNames];
  await inTransaction(store, names, async (transaction) => {
    const next = await countRevision(transaction.objectStore('meta'));
    await all(names.map((name) => () => transaction.objectStore(name).clear()));
    await transaction.objectStore('meta').put(next);
  });
  announce('forgotten');
}

/** Empties the database; deletes it where it cannot be opened or emptied. Rejects if neither can be done. */
export async function forgetDatabase(): Promise<void> {
  try {
    await forgetAll(await openStore());
  } catch {
    await deleteStore();
    announce('forgotten');
  }
}
