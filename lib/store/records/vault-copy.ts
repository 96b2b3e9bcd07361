import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';

/** The vault announces its own changes. */
const WRITE = { stores: ['vault'], announces: null } as const;

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
      await write(await openStore(), WRITE, (transaction) =>
        transaction.objectStore('vault').put({ name, envelope: value }),
      );
    },
    async remove(name) {
      await write(await openStore(), WRITE, (transaction) => transaction.objectStore('vault').delete(name));
    },
  };
}
