import type { RefreshState } from '../model/refresh.ts';
import type { ConnectionSummary } from '../store/db/schema.ts';
import { t } from './catalogues/shared.ts';
import { formats } from './formats.ts';

/** Shows the oldest refresh of all connected accounts, so nothing looks newer than it is. */
export function lastRefreshWords(connections: readonly ConnectionSummary[]): string {
  const connected = connections.filter((connection) => connection.connected);
  const shown = connected.length > 0 ? connected : connections;
  const times = shown.flatMap(({ lastRefresh }) => (lastRefresh === null ? [] : [lastRefresh]));
  const oldest = times.sort((a, b) => a - b)[0];
  if (connections.length === 0) return t('refresh.not-connected');
  if (oldest === undefined) return t('refresh.never');
  const time = formats.dateTime(oldest);
  return connected.length === 0 ? t('refresh.last-disconnected', { time }) : t('refresh.last', { time });
}

/** "3,400 read in 41 requests, 5 s". @param now milliseconds since 1970 */
export function progressWords(state: RefreshState | null, now: number): string {
  if (state?.phase !== 'running' || state.requests === 0) return '';
  const { objectsRead, requests, startedAt } = state;
  const seconds = Math.max(0, Math.round((now - startedAt) / 1000));
  return t('refresh.progress', { read: objectsRead, requests, seconds });
}
