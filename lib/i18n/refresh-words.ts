import type { RefreshState } from '../model/refresh.ts';
import { MS_PER_SECOND, type Seconds, toSeconds } from '../model/units.ts';
import type { ConnectionSummary } from '../store/db/schema.ts';
import { t } from './catalogues/shared.ts';
import { formats } from './formats.ts';

/** The oldest refresh of all connected accounts, so nothing looks newer than it is; null: none yet. */
export function oldestRefresh(connections: readonly ConnectionSummary[]): Seconds | null {
  const connected = connections.filter((connection) => connection.connected);
  const shown = connected.length > 0 ? connected : connections;
  const times = shown.flatMap(({ lastRefresh }) => (lastRefresh === null ? [] : [lastRefresh]));
  return times.sort((a, b) => a - b)[0] ?? null;
}

/** "2:25 PM" if it was today, else "Nov 24". @param now milliseconds since 1970 */
export function timeOrDay(at: Seconds, now: number): string {
  const isToday = new Date(at * MS_PER_SECOND).toDateString() === new Date(now).toDateString();
  return isToday ? formats.time(at) : formats.day(at, toSeconds(now));
}

export function lastRefreshWords(connections: readonly ConnectionSummary[]): string {
  const connected = connections.filter((connection) => connection.connected);
  const oldest = oldestRefresh(connections);
  if (connections.length === 0) return t('refresh.not-connected');
  if (oldest === null) return t('refresh.never');
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
