import type { Permissions } from '../model/connection.ts';
import type { Failure, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import { toSeconds } from '../model/units.ts';
import { storeFailureCode, thrownCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord } from '../store/db/schema.ts';
import { deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { dropRun } from '../store/generations/run.ts';
import { changeConnection, listConnections, readConnection } from '../store/records/connections.ts';
import { generationRange } from '../store/records/subscriptions.ts';
import { type CheckedKey, checkKey } from '../stripe/check-key.ts';
import { type ParsedKey, parseKey } from '../stripe/parse-key.ts';
import type { StripeReader } from '../stripe/reader.ts';
import { createSerial } from '../vault/serial.ts';
import type { Vault } from '../vault/vault.ts';

export interface AccountsDependencies {
  openStore: () => Promise<Store>;
  vault: Vault;
  /** The rule for a new passphrase, before anything is sent to Stripe; null: it is good. */
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
  /** The new one with the first key, the known one while locked, else null. */
  passphrase: string | null;
  /** Of a new passphrase, as in `judgePassphrase`. */
  score?: number | undefined;
}

export interface Accounts {
  /** Checks the key, then stores it: the first one with a new passphrase, a further one, or the one of a reconnected account. */
  save(request: NewKey): Promise<Result<Connected>>;
  /** Checks the new key, then replaces the old one, which stays until the new one works. */
  update(
    request: NewKey & { connectionId: ConnectionId; ifDifferent: 'ask' | 'switch' | 'add' },
  ): Promise<Result<Connected>>;
  /**
   * For a forgotten passphrase or a vault in trouble: checks the key, then puts a new vault with this key alone in place
   * of the old one. Other accounts become not connected; clients, links and figures stay.
   */
  replaceVault(request: NewKey & { passphrase: string }): Promise<Result<Connected>>;
  /** Marks accounts whose key the unlocked vault does not hold as not connected: a replacement that was interrupted. */
  reconcile(): Promise<void>;
  /** Removes every copy of the key. Clients, links and last known figures stay. */
  disconnect(request: { connectionId: ConnectionId }): Promise<Result<object>>;
  /** Runs what removes everything: after what is being stored, and a key that is still being checked is not stored. */
  forget<T>(removeAll: () => Promise<T>): Promise<T>;
}

/** A key that was checked, and the reader that it reads with. */
interface Candidate {
  form: Extract<ParsedKey, { ok: true }>;
  check: CheckedKey;
  reader: StripeReader;
}

/** Composes the vault, Stripe and the store into what the options page does with a key. */
export function createAccounts(deps: AccountsDependencies): Accounts {
  // A check takes seconds, in which another page may disconnect or forget: what is stored or removed is so in turns,
  // and whoever comes to store looks first whether that still holds which was true before the check.
  const inTurn = createSerial();
  let forgotten = 0;

  /** Form, passphrase, guards, one read per permission: everything that can refuse, before anything is stored. */
  async function check(
    typed: NewKey,
    prepare: (typed: NewKey) => Promise<Failure | null> = openVault,
  ): Promise<({ ok: true } & Candidate) | Failure> {
    const form = parseKey(typed.key);
    if (!form.ok) return form;
    const opened = await prepare(typed);
    if (opened) return opened;
    const guarded = await deps.guard();
    if (guarded) return guarded;
    const reader = deps.createReader(form.key);
    const checked = await checkKey(reader);
    if (!checked.ok)
      return { ok: false, code: checked.code, ...(checked.detail ? { detail: checked.detail } : {}) };
    return { ok: true, form, check: checked, reader };
  }

  /** null: the vault takes a key now (or will, being created with this passphrase). */
  async function openVault({ passphrase, score }: NewKey): Promise<Failure | null> {
    const state = await deps.vault.state();
    if (state.trouble) return { ok: false, code: state.trouble };
    if (!state.exists) return deps.checkPassphrase(passphrase ?? '', score);
    if (state.unlocked) return null;
    if (!passphrase) return { ok: false, code: 'locked' };
    const unlocked = await deps.vault.unlock(passphrase);
    return unlocked.ok ? null : unlocked;
  }

  /** null: a new vault may take the place of whatever is there. */
  async function openNothing({ passphrase, score }: NewKey): Promise<Failure | null> {
    const { trouble } = await deps.vault.state();
    if (trouble === 'vault-newer') return { ok: false, code: trouble };
    return deps.checkPassphrase(passphrase ?? '', score);
  }

  async function replaceKeys(
    id: ConnectionId,
    key: string,
    { passphrase, score }: NewKey,
  ): Promise<Failure | null> {
    const replaced = await deps.vault.replace(passphrase ?? '', { [id]: key }, score);
    return replaced.ok ? null : replaced;
  }

  /** Only these stay connected. */
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
    checked: Candidate,
    base: ConnectionRecord | null,
    typed: NewKey,
    put: typeof storeKey = storeKey,
  ): Promise<Result<Connected>> {
    const { form, check: found } = checked;
    const id = base?.id ?? (deps.newId() as ConnectionId);
    const digest = await digestOf(found.accountId);
    const recordAfter = (known: ConnectionRecord | null): ConnectionRecord => ({
      id,
      accountDigest: digest ?? known?.accountDigest ?? null,
      accountName: found.accountName ?? known?.accountName ?? null,
      mode: form.mode,
      keyKind: form.kind,
      keyHint: form.hint,
      keySavedAt: toSeconds(deps.now()),
      connected: true,
      permissions: found.permissions,
      generation: known?.generation ?? 0,
      eventsPosition: known?.eventsPosition ?? null,
      lastRefresh: known?.lastRefresh ?? null,
      lastFullRead: known?.lastFullRead ?? null,
      createdAt: known?.createdAt ?? toSeconds(deps.now()),
    });
    const failed = await put(id, form.key, typed);
    if (failed) return failed;
    try {
      await changeConnection(await deps.openStore(), id, recordAfter);
    } catch (error) {
      if (!base?.connected) await deps.vault.removeKey(id);
      return { ok: false, code: storeFailureCode(error) };
    }
    return { ok: true, connectionId: id, permissions: found.permissions };
  }

  /** The stored connection that this key belongs to. */
  async function findConnection(checked: Candidate): Promise<ConnectionRecord | null> {
    const connections = await listConnections(await deps.openStore());
    for (const connection of connections) {
      if (await isSameAccount(checked, connection)) return connection;
    }
    return null;
  }

  /**
   * Restricted keys often cannot tell their account's id. Then one of the subscriptions that we know decides: only
   * its own account has it.
   */
  async function isSameAccount({ form, check: found, reader }: Candidate, connection: ConnectionRecord) {
    if (form.mode !== connection.mode) return false;
    if (found.accountId !== null && connection.accountDigest !== null)
      return (await digestOf(found.accountId)) === connection.accountDigest;
    const db = await deps.openStore();
    const { id, generation } = connection;
    const known = await db.getAllKeys('subscriptions', generationRange(id, generation), 1);
    const subscriptionId = known[0]?.[2];
    if (subscriptionId !== undefined) return (await reader.getSubscription(subscriptionId)).ok;
    return found.accountName === connection.accountName;
  }

  return {
    save: withCode(async (typed) => {
      const before = forgotten;
      const checked = await check(typed);
      if (!checked.ok) return checked;
      const known = await findConnection(checked);
      if (known?.connected) return { ok: false, code: 'already-connected' };
      return inTurn(async () =>
        forgotten === before ? store(checked, known, typed) : { ok: false, code: 'cancelled' },
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
      const checked = await check(typed);
      if (!checked.ok) return checked;
      if (await isSameAccount(checked, connection))
        return inTurn(async () => {
          const now = await connected();
          return now ? store(checked, now, typed) : { ok: false, code: 'not-connected' };
        });
      if (ifDifferent === 'ask') {
        const { accountName, permissions } = checked.check;
        const detail = { accountName, mode: checked.form.mode, permissions };
        return { ok: false, code: 'different-account', detail };
      }
      const known = await findConnection(checked);
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
      const before = forgotten;
      const checked = await check(typed, openNothing);
      if (!checked.ok) return checked;
      const known = await findConnection(checked);
      return inTurn(async () => {
        if (forgotten !== before) return { ok: false, code: 'cancelled' };
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
        // A store that fails is said where it is needed; the next unlock tries again.
      }).catch(() => undefined),

    disconnect: withCode(({ connectionId }) =>
      inTurn(async () => {
        const connection = await readConnection(await deps.openStore(), connectionId);
        if (!connection?.connected) return { ok: false, code: 'not-connected' };
        return disconnect(connection);
      }),
    ),

    forget: (removeAll) => {
      forgotten += 1;
      return inTurn(removeAll);
    },
  };

  /** The only key goes with the whole vault, which needs no passphrase; one of several is cut out of it, which does. */
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

/** The same work; what the store throws in it becomes its failure code. */
function withCode<Request, T>(
  work: (request: Request) => Promise<Result<T>>,
): (request: Request) => Promise<Result<T>> {
  return (request) =>
    work(request).catch((error: unknown): Failure => ({ ok: false, code: thrownCode(error) }));
}

/** What is kept of an account's id; see `ConnectionRecord.accountDigest`. */
async function digestOf(accountId: string | null): Promise<string | null> {
  if (accountId === null) return null;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accountId));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
