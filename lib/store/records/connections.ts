import type { ConnectionId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionRecord } from '../db/schema.ts';
import { readRevision } from '../db/write.ts';
import { parseConnection } from '../shapes/records.ts';
import { storeViews } from '../views/compute.ts';
import { readConnections } from './read-all.ts';

export async function listConnections(store: Store): Promise<ConnectionRecord[]> {
  return (await readConnections(store)).sort((a, b) => a.createdAt - b.createdAt);
}

export async function readConnection(store: Store, id: ConnectionId): Promise<ConnectionRecord | null> {
  return parseConnection(await store.get('connections', id));
}

/** Adds or replaces a connection, and updates the views in the same transaction. */
export async function saveConnection(store: Store, record: ConnectionRecord): Promise<void> {
  await changeConnection(store, record.id, () => record);
}

/**
 * Changes the stored connection, which may be newer than the caller's: a refresh may have committed since.
 * @param change receives null if there is none; may return null to change nothing; may run several times
 */
export async function changeConnection(
  store: Store,
  id: ConnectionId,
  change: (known: ConnectionRecord | null) => ConnectionRecord | null,
): Promise<void> {
  for (;;) {
    const revision = await readRevision(store);
    const connection = change(await readConnection(store, id));
    if (!connection || (await storeViews(store, revision, connection))) return;
  }
}
