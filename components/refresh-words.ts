import { formatDateTime } from '../lib/i18n/format.ts';
import { changeWords, failureWords } from '../lib/i18n/words.ts';
import type { Failure, RefreshState } from '../lib/messaging/messages.ts';
import type { ConnectionSummary } from '../lib/store/schema.ts';

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

/** What the last refresh changed, one sentence each; nothing while one runs or after a failure. */
export function changesWords(state: RefreshState | null): string[] {
  return state?.phase === 'done' ? state.changes.map((change) => changeWords(change)) : [];
}

/** Why the last refresh did not end well; null: it did, or there was none. */
export function refreshErrorWords(failure: Failure | null, state: RefreshState | null): string | null {
  if (failure) return failureWords(failure);
  return state?.phase === 'cancelled'
    ? 'The refresh was cancelled; the figures are those of the last one.'
    : null;
}
