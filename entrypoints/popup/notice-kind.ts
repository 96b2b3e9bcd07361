import type { ClientActions } from '../../components/clients/use-client-actions.ts';
import type { RefreshControl } from '../../components/shell/use-refresh.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';

export type NoticeKind = 'edit-failed' | 'refresh-failed' | 'offline' | 'disconnected' | 'unsaved';

interface Occasion {
  refresh: Pick<RefreshControl, 'failure' | 'online'>;
  actions: Pick<ClientActions, 'failure' | 'unsaved' | 'form'>;
  connections: readonly Pick<ConnectionSummary, 'connected' | 'lastRefresh'>[];
}

/** The most important of what there is to say; null: nothing. */
export function noticeKind({ refresh, actions, connections }: Occasion): NoticeKind | null {
  if (actions.failure !== null) return 'edit-failed';
  if (!refresh.online && connections.length > 0) return 'offline';
  if (refresh.failure !== null) return 'refresh-failed';
  const isCutOff = connections.length > 0 && connections.every(({ connected }) => !connected);
  if (isCutOff && connections.some(({ lastRefresh }) => lastRefresh !== null)) return 'disconnected';
  return actions.unsaved !== null && actions.form === null ? 'unsaved' : null;
}
