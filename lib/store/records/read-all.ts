import type { ClientRecord } from '../../model/client.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionRecord } from '../db/schema.ts';
import { parseClient, parseConnection } from '../shapes/records.ts';

/** In id order, each as far as it is readable. */
export async function readClients(store: Store): Promise<ClientRecord[]> {
  return (await store.getAll('clients')).map(parseClient).filter((client) => client !== null);
}

/** In id order, each as far as it is readable. */
export async function readConnections(store: Store): Promise<ConnectionRecord[]> {
  return (await store.getAll('connections')).map(parseConnection).filter((one) => one !== null);
}
