import type { ConnectionId } from '../model/ids.ts';
import { all } from '../store/db/all.ts';
import type { Store } from '../store/db/open.ts';
import { readRevision, writeIfUnchanged } from '../store/db/write.ts';
import { deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { dropRun } from '../store/generations/run.ts';
import { CATALOGUE_STORES } from '../store/generations/staging.ts';
import { changeConnection } from '../store/records/connections.ts';
import { rebuildViews } from '../store/views/compute.ts';

/**
 * Removes a disconnected account with all that was read from it. Clients keep their links. It must be the account's
 * turn. If it ends half-way, the account is still listed, without figures, and can be removed again.
 */
export async function removeAccount(store: Store, id: ConnectionId): Promise<void> {
  await changeConnection(
    store,
    id,
    (known) =>
      known && {
        ...known,
        generation: 0,
        lastRefresh: null,
        lastFullRead: null,
        eventsPosition: null,
      },
  );
  await dropRun(store, id);
  await deleteOtherGenerations(store, id);
  const snapshots = (await store.getAllKeys('snapshots')).filter(([, of]) => of === id);
  const own = IDBKeyRange.bound([id], [id, []]);
  const stores = ['connections', 'views', 'snapshots', ...CATALOGUE_STORES] as const;
  for (;;) {
    const revision = await readRevision(store);
    const removed = await writeIfUnchanged(
      store,
      { stores, announces: 'connections', revision, counts: true },
      (transaction) =>
        all([
          () => transaction.objectStore('connections').delete(id),
          // The next reader computes them again, without this account.
          () => transaction.objectStore('views').delete('clients'),
          () => transaction.objectStore('views').delete('options'),
          ...CATALOGUE_STORES.map((name) => () => transaction.objectStore(name).delete(own)),
          ...snapshots.map((key) => () => transaction.objectStore('snapshots').delete(key)),
        ]).then(() => true),
    );
    if (removed) break;
  }
  await rebuildViews(store);
}
