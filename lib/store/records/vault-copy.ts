import type { Store } from '../db/open.ts';
import { inTransaction } from '../db/transaction.ts';

/** The place of the vault's second copy. It holds what it is given and knows nothing of it. */
export function vaultCopy(openStore: () => Promise<Store>): {
  get(name: string): Promise<unknown>;
  set(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
} {
  return {
    async get(name) {
      return (await (await openStore()).get('vault', name))?.envelope;
    },
    async set(name, value) {
      await inTransaction(await openStore(), ['vault'], (transaction) =>
        transaction.objectStore('vault').put({ name, envelope: value }),
      );
    },
    async remove(name) {
      await inTransaction(await openStore(), ['vault'], (transaction) =>
        transaction.objectStore('vault').delete(name),
      );
    },
  };
}
