import { systemCalendar } from '../billing/calendar.ts';
import type { FailureCode } from '../model/failure.ts';
import type { RefreshState } from '../model/refresh.ts';
import type { Settings } from '../model/settings.ts';
import { storeFailureCode } from '../store/db/errors.ts';
import { openStore, type Store } from '../store/db/open.ts';
import type { ClientsView } from '../store/db/schema.ts';
import { readRevision } from '../store/db/write.ts';
import { readRefreshState } from '../store/records/refresh-state.ts';
import { readSettings } from '../store/records/settings.ts';
import { type FirstScreen, readFirstScreen } from '../store/views/first-screen.ts';
import { readClientsView } from '../store/views/read.ts';
import { basisOf } from './first-screen.ts';
import { nowSeconds } from './now.ts';

export interface ClientsData {
  store: Store;
  /** Only the rows of `firstScreen`, unless that is null. */
  view: ClientsView;
  /** All clients' figures while only the first rows are read; null: all rows are. */
  firstScreen: FirstScreen | null;
  settings: Settings;
  refresh: RefreshState | null;
  /** The store's revision before `view` was read. */
  revision: number;
}

export type ClientsResult = { ok: true; data: ClientsData } | { ok: false; code: FailureCode };

const NOTHING: ClientsView = { rows: [], connections: [] };

/**
 * Reads straight from the store: a message would first have to start the background.
 * @param extent 'first': the cached top of the list is enough; read the whole after painting it
 */
export async function readClientsData(extent: 'first' | 'whole'): Promise<ClientsResult> {
  try {
    const store = await openStore();
    const [settings, refresh, revision, kept] = await Promise.all([
      readSettings(store),
      readRefreshState(store),
      readRevision(store),
      extent === 'first' ? readFirstScreen(store) : null,
    ]);
    const firstScreen = kept && isCurrent(kept, revision, settings) ? kept : null;
    const view = firstScreen ?? (await readClientsView(store)) ?? (await rebuilt(store));
    return { ok: true, data: { store, view, firstScreen, settings, refresh, revision } };
  } catch (error) {
    return { ok: false, code: storeFailureCode(error) };
  }
}

function isCurrent({ basis, until }: FirstScreen, revision: number, settings: Settings): boolean {
  const now = nowSeconds();
  return (
    basis === basisOf(revision, settings, { now, calendar: systemCalendar() }) &&
    (until === null || now < until)
  );
}

async function rebuilt(store: Store): Promise<ClientsView> {
  const [clients, connections] = await Promise.all([store.count('clients'), store.count('connections')]);
  if (clients + connections === 0) return NOTHING;
  const { rebuildViews } = await import('../store/views/compute.ts');
  return (await rebuildViews(store)).clients;
}
