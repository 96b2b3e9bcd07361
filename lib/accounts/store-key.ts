import type { Failure, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { Permissions } from '../model/permissions.ts';
import { toSeconds } from '../model/units.ts';
import { storeFailureCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import { changeConnection } from '../store/records/connections.ts';
import type { Vault } from '../vault/vault.ts';
import type { WorkingKey } from './check-new-key.ts';
import { digestOf } from './find-connection.ts';

export type Connected = { connectionId: ConnectionId; permissions: Permissions };

export interface KeyStoreDependencies {
  openStore: () => Promise<Store>;
  vault: Pick<Vault, 'removeKey'>;
  newId: () => string;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The account that the key belongs to; null: one that was never connected. */
interface KeyOwner {
  known: ConnectionRecord | null;
  /** Puts the key into the vault; null: done. */
  putKey: (id: ConnectionId, key: string) => Promise<Failure | null>;
}

/** Stores a checked key and its account's record, of which a refresh may change the rest meanwhile. */
export async function storeKey(
  deps: KeyStoreDependencies,
  { parsed, found }: WorkingKey,
  { known: base, putKey }: KeyOwner,
): Promise<Result<Connected>> {
  const id = base?.id ?? (deps.newId() as ConnectionId);
  const digest = await digestOf(found.accountId);
  const savedAt = toSeconds(deps.now());
  const failed = await putKey(id, parsed.key);
  if (failed) return failed;
  try {
    await changeConnection(await deps.openStore(), id, (known) => ({
      generation: 0,
      eventsPosition: null,
      lastRefresh: null,
      lastFullRead: null,
      createdAt: savedAt,
      ...known,
      id,
      accountDigest: digest ?? known?.accountDigest ?? null,
      accountName: found.accountName ?? known?.accountName ?? null,
      mode: parsed.mode,
      keyKind: parsed.kind,
      keyHint: parsed.hint,
      keySavedAt: savedAt,
      connected: true,
      permissions: found.permissions,
    }));
  } catch (error) {
    if (!base?.connected) await deps.vault.removeKey(id);
    return { ok: false, code: storeFailureCode(error) };
  }
  return { ok: true, connectionId: id, permissions: found.permissions };
}
