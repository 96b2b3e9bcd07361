import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import { listConnections } from '../store/records/connections.ts';
import { generationRange } from '../store/records/subscriptions.ts';
import type { CheckedKey } from '../stripe/check-key.ts';
import type { ParsedKey } from '../stripe/parse-key.ts';
import type { StripeReader } from '../stripe/reader.ts';

export interface WorkingKey {
  parsed: Extract<ParsedKey, { ok: true }>;
  found: CheckedKey;
  reader: StripeReader;
}

export async function findConnection(store: Store, key: WorkingKey): Promise<ConnectionRecord | null> {
  for (const connection of await listConnections(store)) {
    if (await isSameAccount(store, key, connection)) return connection;
  }
  return null;
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
