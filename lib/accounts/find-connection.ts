import type { ConnectionId } from '../model/ids.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import { listConnections } from '../store/records/connections.ts';
import { generationRange } from '../store/records/subscriptions.ts';
import type { Serial } from '../vault/serial.ts';
import type { WorkingKey } from './check-new-key.ts';

/**
 * Takes a turn with the connection of the key's account; null: there is none. Telling accounts apart may need Stripe,
 * which no turn waits for: where another page has added a connection meanwhile, that one is compared first.
 */
export async function inTurnWithConnection<T>(
  { store, inTurn }: { store: Store; inTurn: Serial },
  key: WorkingKey,
  work: (known: ConnectionRecord | null) => Promise<T>,
): Promise<T> {
  const compared = new Map<ConnectionId, boolean>();
  for (;;) {
    for (const connection of await listConnections(store)) {
      const isSame = compared.get(connection.id) ?? (await isSameAccount(store, key, connection));
      compared.set(connection.id, isSame);
      if (isSame) break;
    }
    const done = await inTurn(async () => {
      const connections = await listConnections(store);
      const known = connections.find(({ id }) => compared.get(id) !== false) ?? null;
      return known && !compared.has(known.id) ? null : { result: await work(known) };
    });
    if (done) return done.result;
  }
}

/** Restricted keys often can't read the account id. A known subscription decides then, or the name. */
export async function isSameAccount(
  store: Store,
  { parsed, found, reader }: WorkingKey,
  connection: ConnectionRecord,
): Promise<boolean> {
  if (parsed.mode !== connection.mode) return false;
  if (found.accountId !== null && connection.accountDigest !== null)
    return (await digestOf(found.accountId)) === connection.accountDigest;
  const range = generationRange(connection.id, connection.generation);
  const [known] = await store.getAllKeys('subscriptions', range, 1);
  if (known !== undefined) return (await reader.getSubscription(known[2])).ok;
  return found.accountName === connection.accountName;
}

export async function digestOf(accountId: string | null): Promise<string | null> {
  if (accountId === null) return null;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accountId));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
