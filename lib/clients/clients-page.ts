import { systemCalendar } from '../billing/calendar.ts';
import type { FailureCode } from '../model/failure.ts';
import type { RefreshState } from '../model/refresh.ts';
import { storeFailureCode } from '../store/db/errors.ts';
import { openStore, type Store } from '../store/db/open.ts';
import type { ClientsView } from '../store/db/schema.ts';
import { readRefreshState, readRevision, readSettings, type Settings } from '../store/records/settings.ts';
import { type ListHead, readHead } from '../store/views/first-screen.ts';
import { readClientsView } from '../store/views/read.ts';
import { basisOf } from './first-screen.ts';
import { nowSeconds } from './now.ts';

/** Everything that the list of clients is painted from. */
export interface ClientsPage {
  store: Store;
  /** Where `head` is there, only its rows. */
  view: ClientsView;
  /** The figures of all clients while only the first rows were read; null: all were. */
  head: ListHead | null;
  settings: Settings;
  refresh: RefreshState | null;
  /** The revision that the store had before `view` was read. */
  revision: number;
}

export type ClientsPageResult = { ok: true; page: ClientsPage } | { ok: false; code: FailureCode };

const NOTHING: ClientsView = { rows: [], connections: [] };

/**
 * Reads the page straight from the store: no message, so that nothing has to start first.
 * @param extent 'first': the top of the list will do, where it is kept; the caller reads the whole once that is painted
 */
export async function readClientsPage(extent: 'first' | 'whole'): Promise<ClientsPageResult> {
  try {
    const store = await openStore();
    const [settings, refresh, revision, kept] = await Promise.all([
      readSettings(store),
      readRefreshState<RefreshState>(store),
      readRevision(store),
      extent === 'first' ? readHead(store) : null,
    ]);
    const head = kept && isRight(kept, revision, settings) ? kept : null;
    const view = head ?? (await readClientsView(store)) ?? (await rebuilt(store));
    return { ok: true, page: { store, view, head, settings, refresh, revision } };
  } catch (error) {
    return { ok: false, code: storeFailureCode(error) };
  }
}

function isRight({ basis, until }: ListHead, revision: number, settings: Settings): boolean {
  const now = nowSeconds();
  return basis === basisOf(revision, settings, now, systemCalendar()) && (until === null || now < until);
}

/** The view is a cache; where it is gone but there is something to show, it is made anew. */
async function rebuilt(store: Store): Promise<ClientsView> {
  const [clients, connections] = await Promise.all([store.count('clients'), store.count('connections')]);
  if (clients + connections === 0) return NOTHING;
  const { rebuildViews } = await import('../store/views/compute.ts');
  return (await rebuildViews(store)).clients;
}
