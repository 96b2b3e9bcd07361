import type { ConnectionId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionRecord } from '../db/schema.ts';
import { readRevision } from '../db/write.ts';
import { parseConnection } from '../shapes/records.ts';
import { storeViews } from '../views/compute.ts';
import { readConnections } from './read-all.ts';

/** All connections, oldest first. */
export async function listConnections(store: Store): Promise<ConnectionRecord[]> {
  return (await readConnections(store)).sort((a, b) => a.createdAt - b.createdAt);
}

export async function readConnection(store: Store, id: ConnectionId): Promise<ConnectionRecord | null> {
  return parseConnection(await store.get('connections', id));
}

/** Adds a connection, or replaces the one with its id; the views follow in the same transaction. */
export async function saveConnection(store: Store, record: ConnectionRecord): Promise<void> {
  await changeConnection(store, record.id, () => record);
}

/**
 * Changes a connection as it is when the change is stored, not as the caller last read it: a refresh may have committed
 * since. The views follow in the same transaction.
 * @param change is given null where there is none, and may return null to change nothing. May be called several times.
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
