import type { Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { Store } from '../store/db/open.ts';
import { deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { dropRun } from '../store/generations/run.ts';
import { changeConnection, listConnections } from '../store/records/connections.ts';
import type { Vault } from '../vault/vault.ts';

/** Removes the key everywhere. Figures stay. No refresh may run, and it must be this account's turn. */
export async function disconnect(store: Store, vault: Vault, id: ConnectionId): Promise<Result<object>> {
  const removed = await removeKey(store, vault, id);
  if (!removed.ok) return removed;
  await markDisconnected(store, id);
  return { ok: true };
}

/** The only key goes with the vault, without a passphrase; one of several needs an unlocked vault. */
async function removeKey(store: Store, vault: Vault, id: ConnectionId): Promise<Result<object>> {
  const all = await listConnections(store);
  const others = all.some((other) => other.connected && other.id !== id);
  return others ? vault.removeKey(id) : vault.remove();
}

/** Marks accounts whose key the vault no longer holds. */
export async function keepConnected(store: Store, ids: readonly string[]): Promise<void> {
  for (const connection of await listConnections(store)) {
    if (connection.connected && !ids.includes(connection.id)) await markDisconnected(store, connection.id);
  }
}

async function markDisconnected(store: Store, id: ConnectionId): Promise<void> {
  await changeConnection(store, id, (known) => known && { ...known, connected: false, keyHint: null });
  await dropRun(store, id);
  await deleteOtherGenerations(store, id);
}
