import type { ConnectionId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { readConnection } from '../records/connections.ts';
import { generationRange } from '../records/subscriptions.ts';
import { readRun } from './run.ts';

/** Keys deleted in one transaction, so that no page that reads waits for long. */
const DELETED_AT_ONCE = 500;

/** Removes the records of every generation but the one shown and the one being read. Not while a run may begin. */
export async function deleteOtherGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await readConnection(store, connectionId))?.generation;
  const reading = (await readRun(store, connectionId))?.generation;
  await deleteGenerations(
    store,
    connectionId,
    (generation) => generation !== shown && generation !== reading,
  );
}

/** Removes the records of the generations that were shown before. At any time: no run writes under such a number. */
export async function deleteOlderGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await readConnection(store, connectionId))?.generation ?? 0;
  await deleteGenerations(store, connectionId, (generation) => generation < shown);
}

/** In small transactions, so that no page that reads waits for long. */
async function deleteGenerations(
  store: Store,
  connectionId: ConnectionId,
  isOld: (generation: number) => boolean,
): Promise<void> {
  for (const name of ['subscriptions', 'invoices'] as const) {
    let lower: unknown = [connectionId];
    for (;;) {
      const keys: [ConnectionId, number, string][] = await store.getAllKeys(
        name,
        IDBKeyRange.bound(lower, [connectionId, []], true),
        1,
      );
      const generation = keys[0]?.[1];
      if (generation === undefined) break;
      if (isOld(generation)) await deleteGeneration(store, name, generationRange(connectionId, generation));
      lower = [connectionId, generation, []];
    }
  }
}

async function deleteGeneration(
  store: Store,
  name: 'subscriptions' | 'invoices',
  records: IDBKeyRange,
): Promise<void> {
  for (;;) {
    const keys = await store.getAllKeys(name, records, DELETED_AT_ONCE);
    const first = keys[0];
    const last = keys.at(-1);
    if (!first || !last) return;
    await write(store, { stores: [name], announces: null }, (transaction) =>
      transaction.objectStore(name).delete(IDBKeyRange.bound(first, last)),
    );
  }
}
