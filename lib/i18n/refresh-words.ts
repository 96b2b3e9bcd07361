import type { Failure } from '../model/failure.ts';
import type { RefreshState } from '../model/refresh.ts';
import type { ConnectionSummary } from '../store/db/schema.ts';
import { formatDateTime } from './format.ts';
import { changeWords, failureWords } from './words.ts';

/** "Last refreshed 22 Nov 2026, 14:05": the oldest of the connections that still refresh, so that nothing looks newer than it is. */
export function lastRefreshWords(connections: readonly ConnectionSummary[]): string {
  const connected = connections.filter((connection) => connection.connected);
  const shown = connected.length > 0 ? connected : connections;
  const times = shown.flatMap(({ lastRefresh }) => (lastRefresh === null ? [] : [lastRefresh]));
  const oldest = times.sort((a, b) => a - b)[0];
  if (connections.length === 0) return 'Stripe is not connected';
  if (oldest === undefined) return 'Not refreshed yet';
  if (connected.length === 0) return `As of ${formatDateTime(oldest)}: Stripe is disconnected`;
  return `Last refreshed ${formatDateTime(oldest)}`;
}

/** How far a running refresh is: "3,400 read in 41 requests, 5 s". @param now milliseconds since 1970 */
export function progressWords(state: RefreshState | null, now: number): string {
  if (state?.phase !== 'running' || state.requests === 0) return '';
  const { objectsRead, requests, startedAt } = state;
  const asked = requests === 1 ? '1 request' : `${requests.toLocaleString()} requests`;
  const seconds = Math.max(0, Math.round((now - startedAt) / 1000));
  return `${objectsRead.toLocaleString()} read in ${asked}, ${seconds.toLocaleString()} s`;
}

/** What the last refresh changed, one sentence each; nothing while one runs or after a failure. */
export function changesWords(state: RefreshState | null): string[] {
  if (state?.phase !== 'done') return [];
  return [...driftWords(state.drift ?? 0), ...state.changes.map((change) => changeWords(change))];
}

/** What the weekly read of everything found beside what Stripe had announced. */
function driftWords(subscriptions: number): string[] {
  if (subscriptions === 0) return [];
  if (subscriptions === 1)
    return ['The weekly check found 1 subscription that had changed without notice, and put it right.'];
  const count = subscriptions.toLocaleString();
  return [
    `The weekly check found ${count} subscriptions that had changed without notice, and put them right.`,
  ];
}

/** Why the last refresh did not end well; null: it did, or there was none. */
export function refreshErrorWords(failure: Failure | null, state: RefreshState | null): string | null {
  if (failure) return failureWords(failure);
  return state?.phase === 'cancelled'
    ? 'The refresh was cancelled; the figures are those of the last one.'
    : null;
}
