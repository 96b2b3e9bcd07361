import type { ConnectionId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionRecord } from '../db/schema.ts';

/** All connections, oldest first. */
export async function listConnections(store: Store): Promise<ConnectionRecord[]> {
  const all = await store.getAll('connections');
  return all.sort((a, b) => a.createdAt - b.createdAt);
}

export async function readConnection(store: Store, id: ConnectionId): Promise<ConnectionRecord | null> {
  return (await store.get('connections', id)) ?? null;
}
