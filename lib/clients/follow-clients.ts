import { onAnnouncement } from '../messaging/announce.ts';
import type { RefreshState } from '../model/refresh.ts';
import { openStore } from '../store/db/open.ts';
import { readRevision } from '../store/db/write.ts';
import { readRefreshState } from '../store/records/refresh-state.ts';
import { type ClientsData, type ClientsResult, readClientsData } from './clients-data.ts';

export interface ClientsFollower {
  reload(): Promise<void>;
  stop(): void;
}

/**
 * Reloads the list when any context, this one included, announces a change. Checks for announcements missed
 * between the first read and the first listening.
 * @param reading the first read; may be long finished
 * @param show called with each result, the first included
 */
export function followClients(
  reading: Promise<ClientsResult>,
  show: (result: ClientsResult) => void,
): ClientsFollower {
  let shown: ClientsResult | null = null;
  let stopped = false;
  // Responses may arrive out of order; only the newest counts.
  let newest = 0;

  const take = (result: ClientsResult) => {
    if (stopped) return;
    shown = result;
    show(result);
  };

  const reload = async () => {
    newest += 1;
    const mine = newest;
    const next = await readClientsData('whole');
    if (mine === newest) take(next);
  };

  const reloadRefresh = async () => {
    const now = await look();
    if (now === null) return;
    if (shown?.ok) take({ ok: true, data: { ...shown.data, refresh: now.refresh } });
    if (now.refresh?.phase !== 'running') await reload();
  };

  const catchUp = async ({ revision, refresh }: ClientsData) => {
    const now = await look();
    if (now === null || stopped || newest > 0) return;
    if (now.revision !== revision || !isSame(now.refresh, refresh)) await reload();
  };

  const stopListening = onAnnouncement((topic) => {
    if (topic === 'refresh') void reloadRefresh();
    else if (topic !== 'vault' && topic !== 'unlock' && topic !== 'undo') void reload();
  });
  void reading.then(async (read) => {
    if (newest > 0) return;
    take(read);
    if (read.ok) await catchUp(read.data);
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

async function look(): Promise<{ refresh: RefreshState | null; revision: number } | null> {
  try {
    const store = await openStore();
    const [refresh, revision] = await Promise.all([readRefreshState(store), readRevision(store)]);
    return { refresh, revision };
  } catch {
    return null;
  }
}
