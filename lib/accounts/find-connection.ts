import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import { listConnections } from '../store/records/connections.ts';
import { generationRange } from '../store/records/subscriptions.ts';
import type { CheckedKey } from '../stripe/check-key.ts';
import type { ParsedKey } from '../stripe/parse-key.ts';
import type { StripeReader } from '../stripe/reader.ts';

/** A key that works, what the check found, and a reader that uses it. */
export interface WorkingKey {
  parsed: Extract<ParsedKey, { ok: true }>;
  found: CheckedKey;
  reader: StripeReader;
}

/** The stored connection whose account and mode this key reads; null: none. */
export async function findConnection(store: Store, key: WorkingKey): Promise<ConnectionRecord | null> {
  for (const connection of await listConnections(store)) {
    if (await isSameAccount(store, key, connection)) return connection;
  }
  return null;
}

/**
 * Restricted keys often may not read their account's id. Then a subscription that we know decides, because only its
 * own account has it; without one, the account's name does.
 */
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

/** SHA-256 of an account's id, in hex: what `ConnectionRecord.accountDigest` stores. */
export async function digestOf(accountId: string | null): Promise<string | null> {
  if (accountId === null) return null;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accountId));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
