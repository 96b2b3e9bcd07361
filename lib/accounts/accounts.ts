import type { Failure, Result } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import { thrownCode } from '../store/db/errors.ts';
import { readConnection } from '../store/records/connections.ts';
import type { Serial } from '../vault/serial.ts';
import type { Vault } from '../vault/vault.ts';
import {
  allowReplacement,
  checkNewKey,
  type KeyCheckDependencies,
  type NewKey,
  openWith,
  unlockForKey,
} from './check-new-key.ts';
import { disconnect, keepConnected } from './disconnect.ts';
import { inTurnWithConnection, isSameAccount } from './find-connection.ts';
import { removeAccount } from './remove.ts';
import { type Connected, type KeyStoreDependencies, storeKey } from './store-key.ts';

export interface AccountsDependencies extends KeyCheckDependencies, KeyStoreDependencies {
  vault: Vault;
  /** A check takes seconds, and another page may act meanwhile: writes run one at a time and check again. */
  inTurn: Serial;
  /** Ends the running refresh, and lets none begin before `work` is done. Never within a turn: a commit waits for one. */
  holdOffRefresh: <T>(work: () => Promise<T>) => Promise<T>;
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
  /** After Disconnect. Clients and their links stay. */
  remove(request: { connectionId: ConnectionId }): Promise<Result<object>>;
  /** Runs `removeAll` after pending writes and the running refresh. A key still being checked is not stored. */
  forget<T>(removeAll: () => Promise<T>): Promise<T>;
}

const CANCELLED: Failure = { ok: false, code: 'cancelled' };
const NOT_CONNECTED: Failure = { ok: false, code: 'not-connected' };

export function createAccounts(deps: AccountsDependencies): Accounts {
  const { vault, openStore, inTurn, holdOffRefresh } = deps;
  let timesForgotten = 0;
  /** A passphrase that was tried before may not be that of a vault made since. */
  let vaultsMade = 0;

  const check = (typed: NewKey, connectionId: ConnectionId | null) =>
    checkNewKey(deps, typed, { connectionId, prepareVault: (one) => unlockForKey(deps, one) });

  /** Puts a key into the vault, or makes one. @param madeBefore `vaultsMade` when the passphrase was tried */
  const putKey =
    ({ passphrase, score }: NewKey, madeBefore: number) =>
    async (id: ConnectionId, key: string): Promise<Failure | null> => {
      const { exists } = await vault.state();
      if (exists && passphrase && vaultsMade !== madeBefore) {
        const refused = await openWith(vault, passphrase);
        if (refused) return refused;
      }
      const stored = exists
        ? await vault.putKey(id, key)
        : await vault.create(passphrase ?? '', { [id]: key }, score);
      if (stored.ok && !exists) vaultsMade += 1;
      return stored.ok ? null : stored;
    };

  const replaceKeys =
    ({ passphrase, score }: NewKey) =>
    async (id: ConnectionId, key: string): Promise<Failure | null> => {
      const replaced = await vault.replace(passphrase ?? '', { [id]: key }, score);
      if (replaced.ok) vaultsMade += 1;
      return replaced.ok ? null : replaced;
    };

  async function readConnected(id: ConnectionId) {
    const connection = await readConnection(await openStore(), id);
    return connection?.connected ? connection : null;
  }

  return {
    save: withCode(async (typed) => {
      const store = await openStore();
      const [forgotten, made] = [timesForgotten, vaultsMade];
      const checked = await check(typed, null);
      if (!checked.ok) return checked;
      return inTurnWithConnection({ store, inTurn }, checked, async (known) => {
        if (timesForgotten !== forgotten) return CANCELLED;
        if (known?.connected) return { ok: false, code: 'already-connected' };
        return storeKey(deps, checked, { known, putKey: putKey(typed, made) });
      });
    }),

    update: withCode(async ({ connectionId, ifDifferent, ...typed }) => {
      const store = await openStore();
      const made = vaultsMade;
      const connection = await readConnected(connectionId);
      if (!connection) return NOT_CONNECTED;
      const checked = await check(typed, connectionId);
      if (!checked.ok) return checked;
      if (await isSameAccount(store, checked, connection)) {
        return inTurn(async () => {
          const known = await readConnected(connectionId);
          return known ? storeKey(deps, checked, { known, putKey: putKey(typed, made) }) : NOT_CONNECTED;
        });
      }
      if (ifDifferent === 'ask') {
        const { accountName, permissions } = checked.found;
        const detail = { accountName, mode: checked.parsed.mode, permissions };
        return { ok: false, code: 'different-account', detail };
      }
      const add = () =>
        inTurnWithConnection({ store, inTurn }, checked, async (known) => {
          if (!(await readConnected(connectionId))) return NOT_CONNECTED;
          const added = await storeKey(deps, checked, { known, putKey: putKey(typed, made) });
          if (!added.ok || ifDifferent === 'add') return added;
          const left = await disconnect(store, vault, connectionId);
          return left.ok ? added : left;
        });
      return ifDifferent === 'switch' ? holdOffRefresh(add) : add();
    }),

    replaceVault: withCode(async (typed) => {
      const store = await openStore();
      const forgotten = timesForgotten;
      const checked = await checkNewKey(deps, typed, {
        connectionId: null,
        prepareVault: (one) => allowReplacement(deps, one),
      });
      if (!checked.ok) return checked;
      return holdOffRefresh(() =>
        inTurnWithConnection({ store, inTurn }, checked, async (known) => {
          if (timesForgotten !== forgotten) return CANCELLED;
          const stored = await storeKey(deps, checked, { known, putKey: replaceKeys(typed) });
          if (stored.ok) await keepConnected(store, [stored.connectionId]);
          return stored;
        }),
      );
    }),

    reconcile: () =>
      inTurn(async () => {
        const held = await vault.connectionIds();
        if (held.ok) await keepConnected(await openStore(), held.ids);
        // Errors surface where the store is used; the next unlock retries.
      }).catch(() => undefined),

    disconnect: withCode(({ connectionId }) =>
      holdOffRefresh(() =>
        inTurn(async () =>
          (await readConnected(connectionId))
            ? disconnect(await openStore(), vault, connectionId)
            : NOT_CONNECTED,
        ),
      ),
    ),

    // No refresh reads a disconnected account, and a commit of another one takes its turn.
    remove: withCode(({ connectionId }) =>
      inTurn(async (): Promise<Result<object>> => {
        const store = await openStore();
        const known = await readConnection(store, connectionId);
        if (known?.connected) return { ok: false, code: 'still-connected' };
        if (known) await removeAccount(store, connectionId);
        return { ok: true };
      }),
    ),

    forget: (removeAll) => {
      timesForgotten += 1;
      return holdOffRefresh(() => inTurn(removeAll));
    },
  };
}

function withCode<Request, T>(
  work: (request: Request) => Promise<Result<T>>,
): (request: Request) => Promise<Result<T>> {
  return (request) =>
    work(request).catch((error: unknown): Failure => ({ ok: false, code: thrownCode(error) }));
}
