import type { FailureCode, RefreshState } from '../lib/messaging/messages.ts';
import { storeFailureCode } from '../lib/store/errors.ts';
import { readRefreshState, readSettings, type Settings } from '../lib/store/meta.ts';
import { openStore, type Store } from '../lib/store/open.ts';
import { readClientsView } from '../lib/store/read-views.ts';
import type { ClientsView } from '../lib/store/schema.ts';

/** Everything that the list of clients is painted from. */
export interface ClientsPage {
  store: Store;
  view: ClientsView;
  settings: Settings;
  refresh: RefreshState | null;
}

export type ClientsPageResult = { ok: true; page: ClientsPage } | { ok: false; code: FailureCode };

const NOTHING: ClientsView = { rows: [], connections: [] };

/** Reads the page straight from the store: no message, so that nothing has to start first. */
export async function readClientsPage(): Promise<ClientsPageResult> {
  try {
    const store = await openStore();
    const [stored, settings, refresh] = await Promise.all([
      readClientsView(store),
      readSettings(store),
      readRefreshState<RefreshState>(store),
    ]);
    const view = stored ?? (await rebuilt(store));
    return { ok: true, page: { store, view, settings, refresh } };
  } catch (error) {
    return { ok: false, code: storeFailureCode(error) };
  }
}

/** The view is a cache; where it is gone but there is something to show, it is made anew. */
async function rebuilt(store: Store): Promise<ClientsView> {
  const [clients, connections] = await Promise.all([store.count('clients'), store.count('connections')]);
  if (clients + connections === 0) return NOTHING;
  const { rebuildViews } = await import('../lib/store/views.ts');
  return (await rebuildViews(store)).clients;
}
