import type { Failure, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { Permissions } from '../model/permissions.ts';
import { toSeconds } from '../model/units.ts';
import { storeFailureCode, thrownCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import { deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { dropRun } from '../store/generations/run.ts';
import { changeConnection, listConnections, readConnection } from '../store/records/connections.ts';
import { checkKey } from '../stripe/check-key.ts';
import { parseKey } from '../stripe/parse-key.ts';
import type { StripeReader } from '../stripe/reader.ts';
import { createSerial } from '../vault/serial.ts';
import type { Vault } from '../vault/vault.ts';
import { digestOf, findConnection, isSameAccount, type WorkingKey } from './find-connection.ts';

export interface AccountsDependencies {
  openStore: () => Promise<Store>;
  vault: Vault;
  /** null: it is good. */
  checkPassphrase: (passphrase: string, score?: number) => Failure | null;
  guard: () => Promise<Failure | null>;
  createReader: (key: string) => StripeReader;
  stopRefresh: () => void;
  newId: () => string;
  /** Milliseconds since 1970. */
  now: () => number;
}

type Connected = { connectionId: ConnectionId; permissions: Permissions };

interface NewKey {
  key: string;
  /** New with the first key, the known one while locked, else null. */
  passphrase: string | null;
  /** As in `judgePassphrase`. */
  score?: number | undefined;
}

export interface Accounts {
  /** Checks a key before storing it: the first one, or another account's. */
  save(request: NewKey): Promise<Result<Connected>>;
  /** The old key stays until the new one works. */
  update(
    request: NewKey & { connectionId: ConnectionId; ifDifferent: 'ask' | 'switch' | 'add' },
  ): Promise<Result<Connected>>;
  /** Replaces the vault with one that holds only this key. Clients, links and figures stay. */
  replaceVault(request: NewKey & { passphrase: string }): Promise<Result<Connected>>;
  /** After an interrupted replacement: marks accounts whose key is gone as not connected. */
  reconcile(): Promise<void>;
  /** Clients, links and last known figures stay. */
  disconnect(request: { connectionId: ConnectionId }): Promise<Result<object>>;
  /** Runs `removeAll` after pending writes. A key still being checked is not stored. */
  forget<T>(removeAll: () => Promise<T>): Promise<T>;
}

export function createAccounts(deps: AccountsDependencies): Accounts {
  // A check takes seconds, and another page may act meanwhile: writes run one at a time and check again.
  const inTurn = createSerial();
  let timesForgotten = 0;

  /** Runs every check that can refuse a key, before anything is stored. */
  async function checkNewKey(
    typed: NewKey,
    prepareVault: (typed: NewKey) => Promise<Failure | null>,
  ): Promise<({ ok: true } & WorkingKey) | Failure> {
    const parsed = parseKey(typed.key);
    if (!parsed.ok) return parsed;
    const refused = await prepareVault(typed);
    return refused ?? checkAtStripe(parsed);
  }

  /** null: a key can be stored. */
  async function unlockForKey({ passphrase, score }: NewKey): Promise<Failure | null> {
    const state = await deps.vault.state();
    if (state.trouble) return { ok: false, code: state.trouble };
    if (!state.exists) return deps.checkPassphrase(passphrase ?? '', score);
    if (state.unlocked) return null;
    if (!passphrase) return { ok: false, code: 'locked' };
    const unlocked = await deps.vault.unlock(passphrase);
    return unlocked.ok ? null : unlocked;
  }

  /** null: the vault may be replaced. */
  async function allowReplacement({ passphrase, score }: NewKey): Promise<Failure | null> {
    const { trouble } = await deps.vault.state();
    if (trouble === 'vault-newer') return { ok: false, code: trouble };
    return deps.checkPassphrase(passphrase ?? '', score);
  }

  async function checkAtStripe(parsed: WorkingKey['parsed']): Promise<({ ok: true } & WorkingKey) | Failure> {
    const guarded = await deps.guard();
    if (guarded) return guarded;
    const reader = deps.createReader(parsed.key);
    const found = await checkKey(reader);
    if (!found.ok) return { ok: false, code: found.code, ...(found.detail ? { detail: found.detail } : {}) };
    return { ok: true, parsed, found, reader };
  }

  async function replaceKeys(
    id: ConnectionId,
    key: string,
    { passphrase, score }: NewKey,
  ): Promise<Failure | null> {
    const replaced = await deps.vault.replace(passphrase ?? '', { [id]: key }, score);
    return replaced.ok ? null : replaced;
  }

  async function keepConnected(ids: readonly string[]): Promise<void> {
    const db = await deps.openStore();
    for (const connection of await listConnections(db)) {
      if (connection.connected && !ids.includes(connection.id)) await markDisconnected(db, connection.id);
    }
  }

  async function storeKey(
    id: ConnectionId,
    key: string,
    { passphrase, score }: NewKey,
  ): Promise<Failure | null> {
    const { exists } = await deps.vault.state();
    const stored = exists
      ? await deps.vault.putKey(id, key)
      : await deps.vault.create(passphrase ?? '', { [id]: key }, score);
    return stored.ok ? null : stored;
  }

  async function store(
    { parsed, found }: WorkingKey,
    base: ConnectionRecord | null,
    typed: NewKey,
    put: typeof storeKey = storeKey,
  ): Promise<Result<Connected>> {
    const id = base?.id ?? (deps.newId() as ConnectionId);
    const digest = await digestOf(found.accountId);
    const recordAfter = (known: ConnectionRecord | null): ConnectionRecord => ({
      id,
      accountDigest: digest ?? known?.accountDigest ?? null,
      accountName: found.accountName ?? known?.accountName ?? null,
      mode: parsed.mode,
      keyKind: parsed.kind,
      keyHint: parsed.hint,
      keySavedAt: toSeconds(deps.now()),
      connected: true,
      permissions: found.permissions,
      generation: known?.generation ?? 0,
      eventsPosition: known?.eventsPosition ?? null,
      lastRefresh: known?.lastRefresh ?? null,
      lastFullRead: known?.lastFullRead ?? null,
      createdAt: known?.createdAt ?? toSeconds(deps.now()),
    });
    const failed = await put(id, parsed.key, typed);
    if (failed) return failed;
    try {
      await changeConnection(await deps.openStore(), id, recordAfter);
    } catch (error) {
      if (!base?.connected) await deps.vault.removeKey(id);
      return { ok: false, code: storeFailureCode(error) };
    }
    return { ok: true, connectionId: id, permissions: found.permissions };
  }

  return {
    save: withCode(async (typed) => {
      const before = timesForgotten;
      const checked = await checkNewKey(typed, unlockForKey);
      if (!checked.ok) return checked;
      const known = await findConnection(await deps.openStore(), checked);
      if (known?.connected) return { ok: false, code: 'already-connected' };
      return inTurn(async () =>
        timesForgotten === before ? store(checked, known, typed) : { ok: false, code: 'cancelled' },
      );
    }),

    update: withCode(async ({ connectionId, ifDifferent, ...typed }) => {
      const db = await deps.openStore();
      const connected = async () => {
        const connection = await readConnection(db, connectionId);
        return connection?.connected ? connection : null;
      };
      const connection = await connected();
      if (!connection) return { ok: false, code: 'not-connected' };
      const checked = await checkNewKey(typed, unlockForKey);
      if (!checked.ok) return checked;
      if (await isSameAccount(db, checked, connection))
        return inTurn(async () => {
          const now = await connected();
          return now ? store(checked, now, typed) : { ok: false, code: 'not-connected' };
        });
      if (ifDifferent === 'ask') {
        const { accountName, permissions } = checked.found;
        const detail = { accountName, mode: checked.parsed.mode, permissions };
        return { ok: false, code: 'different-account', detail };
      }
      const known = await findConnection(await deps.openStore(), checked);
      return inTurn(async () => {
        const now = await connected();
        if (!now) return { ok: false, code: 'not-connected' };
        const added = await store(checked, known, typed);
        if (!added.ok || ifDifferent === 'add') return added;
        const left = await disconnect(now);
        return left.ok ? added : left;
      });
    }),

    replaceVault: withCode(async (typed) => {
      const before = timesForgotten;
      const checked = await checkNewKey(typed, allowReplacement);
      if (!checked.ok) return checked;
      const known = await findConnection(await deps.openStore(), checked);
      return inTurn(async () => {
        if (timesForgotten !== before) return { ok: false, code: 'cancelled' };
        deps.stopRefresh();
        const stored = await store(checked, known, typed, replaceKeys);
        if (stored.ok) await keepConnected([stored.connectionId]);
        return stored;
      });
    }),

    reconcile: () =>
      inTurn(async () => {
        const held = await deps.vault.connectionIds();
        if (held.ok) await keepConnected(held.ids);
        // Errors surface where the store is used; the next unlock retries.
      }).catch(() => undefined),

    disconnect: withCode(({ connectionId }) =>
      inTurn(async () => {
        const connection = await readConnection(await deps.openStore(), connectionId);
        if (!connection?.connected) return { ok: false, code: 'not-connected' };
        return disconnect(connection);
      }),
    ),

    forget: (removeAll) => {
      timesForgotten += 1;
      return inTurn(removeAll);
    },
  };

  /** The only key goes with the vault, without a passphrase; one of several needs an unlocked vault. */
  async function removeKey(
    connection: ConnectionRecord,
    all: readonly ConnectionRecord[],
  ): Promise<Result<object>> {
    const others = all.some((other) => other.connected && other.id !== connection.id);
    return others ? deps.vault.removeKey(connection.id) : deps.vault.remove();
  }

  async function disconnect(connection: ConnectionRecord): Promise<Result<object>> {
    deps.stopRefresh();
    const db = await deps.openStore();
    const removed = await removeKey(connection, await listConnections(db));
    if (!removed.ok) return removed;
    await markDisconnected(db, connection.id);
    return { ok: true };
  }

  async function markDisconnected(db: Store, id: ConnectionId): Promise<void> {
    await changeConnection(db, id, (known) => known && { ...known, connected: false, keyHint: null });
    await dropRun(db, id);
    await deleteOtherGenerations(db, id);
  }
}

function withCode<Request, T>(
  work: (request: Request) => Promise<Result<T>>,
): (request: Request) => Promise<Result<T>> {
  return (request) =>
    work(request).catch((error: unknown): Failure => ({ ok: false, code: thrownCode(error) }));
}
