import { announce } from '../../messaging/announce.ts';
import { all } from './all.ts';
import { deleteStore, openStore, type Store } from './open.ts';
import { inTransaction } from './transaction.ts';

/** Empties every store, including the vault's second copy. */
export async function forgetAll(store: Store): Promise<void> {
  const names = [...store.objectStoreNames];
  await inTransaction(store, names, (transaction) =>
    all(names.map((name) => () => transaction.objectStore(name).clear())),
  );
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
