import type { Change, RefreshState } from '../model/refresh.ts';
import { currency, type MinorUnits } from '../model/units.ts';
import type { ConnectionSummary } from '../store/db/schema.ts';
import { readable } from '../text/readable.ts';
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

export function changesWords(state: RefreshState | null): string[] {
  if (state?.phase !== 'done') return [];
  const drift = state.drift ?? 0;
  return [...(drift > 0 ? [t('change.drift', { count: drift })] : []), ...state.changes.map(changeWords)];
}

/** "Acme is now Late." "Borealis pays $300.00 more per month." */
export function changeWords(change: Change): string {
  const client = readable(change.client);
  if (change.kind === 'missing') return t('change.missing', { client });
  if (change.kind === 'status') return t(`change.status.${change.to}`, { client });
  const { difference } = change;
  const amount = formats.money(Math.abs(difference) as MinorUnits, currency(change.currency));
  return t(difference < 0 ? 'change.less' : 'change.more', { client, amount });
}
