import { onAnnouncement } from '../messaging/announce.ts';
import type { RefreshState } from '../model/refresh.ts';
import { openStore } from '../store/db/open.ts';
import { readRefreshState, readRevision } from '../store/records/settings.ts';
import { type ClientsPage, type ClientsPageResult, readClientsPage } from './clients-page.ts';

export interface PageFollower {
  /** Reads everything anew. */
  reload(): Promise<void>;
  stop(): void;
}

/**
 * Keeps what a page shows true: reads anew whatever another context (or this one) says has changed.
 * What was announced between the first read and the first listening was heard by nobody, so that is looked up.
 * @param reading the first read; may have ended long ago
 * @param show is given each result; the first one too
 */
export function followPage(
  reading: Promise<ClientsPageResult>,
  show: (result: ClientsPageResult) => void,
): PageFollower {
  let shown: ClientsPageResult | null = null;
  let stopped = false;
  // Answers may overtake each other: only the newest question's answer counts.
  let newest = 0;

  const take = (result: ClientsPageResult) => {
    if (stopped) return;
    shown = result;
    show(result);
  };

  const reload = async () => {
    newest += 1;
    const mine = newest;
    const next = await readClientsPage('whole');
    if (mine === newest) take(next);
  };

  const reloadRefresh = async () => {
    const now = await look();
    if (now === null) return;
    if (shown?.ok) take({ ok: true, page: { ...shown.page, refresh: now.refresh } });
    if (now.refresh?.phase !== 'running') await reload();
  };

  /** What was missed while nobody listened. */
  const catchUp = async ({ revision, refresh }: ClientsPage) => {
    const now = await look();
    if (now === null || stopped || newest > 0) return;
    if (now.revision !== revision || !isSame(now.refresh, refresh)) await reload();
  };

  const stopListening = onAnnouncement((topic) => {
    if (topic === 'refresh') void reloadRefresh();
    else if (topic !== 'vault' && topic !== 'unlock') void reload();
  });
  void reading.then(async (read) => {
    if (newest > 0) return;
    take(read);
    if (read.ok) await catchUp(read.page);
  });

  return {
    reload,
    stop() {
      stopped = true;
      stopListening();
    },
  };
}

const isSame = (one: RefreshState | null, other: RefreshState | null) =>
  one?.startedAt === other?.startedAt && one?.phase === other?.phase;

/** null: the store did not answer; what is on screen stays. */
async function look(): Promise<{ refresh: RefreshState | null; revision: number } | null> {
  try {
    const store = await openStore();
    const [refresh, revision] = await Promise.all([
      readRefreshState<RefreshState>(store),
      readRevision(store),
    ]);
    return { refresh, revision };
  } catch {
    return null;
  }
}
