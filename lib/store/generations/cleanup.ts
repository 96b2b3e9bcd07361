import type { ConnectionId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { readConnection } from '../records/connections.ts';
import { generationRange } from '../records/subscriptions.ts';
import { readRun } from './run.ts';

/** Keys deleted per transaction, so readers never wait long. */
const DELETED_AT_ONCE = 500;

/** Keeps the generation shown and the one being read. Not safe while a run may begin. */
export async function deleteOtherGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await readConnection(store, connectionId))?.generation;
  const reading = (await readRun(store, connectionId))?.generation;
  await deleteGenerations(
    store,
    connectionId,
    (generation) => generation !== shown && generation !== reading,
  );
}

/** Safe at any time: no run writes to an older generation. */
export async function deleteOlderGenerations(store: Store, connectionId: ConnectionId): Promise<void> {
  const shown = (await readConnection(store, connectionId))?.generation ?? 0;
  await deleteGenerations(store, connectionId, (generation) => generation < shown);
}

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
