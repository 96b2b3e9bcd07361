import type { KeyKind, Mode } from '../model/connection.ts';
import type { FailureCode } from '../model/failure.ts';
import type { Permissions } from '../model/permissions.ts';
import type { RefreshState } from '../model/refresh.ts';
import type { Settings } from '../model/settings.ts';
import { storeFailureCode } from '../store/db/errors.ts';
import { openStore, type Store, VERSION } from '../store/db/open.ts';
import type { RequestRecord } from '../store/db/schema.ts';
import { listConnections } from '../store/records/connections.ts';
import { type PastFailure, readFailures } from '../store/records/failures.ts';
import { readRefreshState } from '../store/records/refresh-state.ts';
import { countRequestsThisMonth, listRequests } from '../store/records/requests.ts';
import { readSettings } from '../store/records/settings.ts';

/**
 * What a report of a fault needs: versions, counts, codes and durations. No key, name, id, amount or address; times
 * are ages in seconds, so that they say nothing of the user's day.
 */
export interface Diagnostics {
  version: string;
  browser: string;
  language: string;
  store: { version: number; records: Record<string, number> } | { failure: FailureCode };
  connections: DiagnosedConnection[];
  settings: Settings | null;
  refresh: DiagnosedRefresh | null;
  /** The last failed refreshes, oldest first. */
  failures: { secondsAgo: number; code: FailureCode }[];
  requests: RequestStatistics | null;
}

interface DiagnosedConnection {
  mode: Mode;
  keyKind: KeyKind;
  connected: boolean;
  permissions: Permissions;
  everRead: boolean;
  secondsSinceRefresh: number | null;
  secondsSinceFullRead: number | null;
}

interface DiagnosedRefresh extends Pick<RefreshState, 'phase' | 'objectsRead' | 'requests'> {
  code: FailureCode | null;
  permission: string | null;
  changes: number;
  drift: number | null;
  unreadable: number;
  seconds: number | null;
}

interface RequestStatistics {
  thisMonth: number;
  /** Of the last `SAMPLE` requests. */
  byStatus: Record<string, number>;
  byPath: Record<string, number>;
  medianMs: number | null;
  slowestMs: number | null;
}

/** Requests that the statistics are made from. */
const SAMPLE = 1_000;

/**
 * Reads the store and nothing else. A store that does not open, or a record that cannot be read, leaves its part out.
 * @param now milliseconds since 1970
 */
export async function collectDiagnostics(about: {
  version: string;
  browser: string;
  language: string;
  now: number;
}): Promise<Diagnostics> {
  const { now, ...said } = about;
  const nothing = { connections: [], settings: null, refresh: null, failures: [], requests: null };
  let store: Store;
  try {
    store = await openStore();
  } catch (error) {
    return { ...said, store: { failure: storeFailureCode(error) }, ...nothing };
  }
  const known = store;
  const attempt = <T>(work: Promise<T>, otherwise: T): Promise<T> => work.catch(() => otherwise);
  return {
    ...said,
    store: { version: VERSION, records: await attempt(countRecords(known), {}) },
    connections: await attempt(diagnoseConnections(known, now), []),
    settings: await attempt(readSettings(known), null),
    refresh: await attempt(readRefreshState(known).then(diagnoseRefresh), null),
    failures: await attempt(
      readFailures(known).then((failures) => failures.map((failure) => aged(failure, now))),
      [],
    ),
    requests: await attempt(countRequests(known, now), null),
  };
}

async function countRecords(store: Store): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of store.objectStoreNames) counts[name] = await store.count(name);
  return counts;
}

const secondsSince = (at: number, now: number): number => Math.max(0, Math.round((now - at) / 1000));

const aged = ({ at, code }: PastFailure, now: number) => ({ secondsAgo: secondsSince(at, now), code });

async function diagnoseConnections(store: Store, now: number): Promise<DiagnosedConnection[]> {
  return (await listConnections(store)).map((connection) => {
    const { mode, keyKind, connected, permissions, lastRefresh, lastFullRead } = connection;
    const since = (at: number | null) => (at === null ? null : secondsSince(at * 1000, now));
    return {
      mode,
      keyKind,
      connected,
      permissions,
      everRead: connection.generation > 0,
      secondsSinceRefresh: since(lastRefresh),
      secondsSinceFullRead: since(lastFullRead),
    };
  });
}

function diagnoseRefresh(state: RefreshState | null): DiagnosedRefresh | null {
  if (!state) return null;
  const { phase, objectsRead, requests, failure, changes, drift, unreadable, startedAt, endedAt } = state;
  return {
    phase,
    objectsRead,
    requests,
    code: failure?.code ?? null,
    permission: failure?.detail?.permission ?? null,
    changes: changes.length,
    drift: drift ?? null,
    unreadable: unreadable ?? 0,
    seconds: endedAt === null ? null : secondsSince(startedAt, endedAt),
  };
}

async function countRequests(store: Store, now: number): Promise<RequestStatistics> {
  const requests = await listRequests(store, { limit: SAMPLE });
  const durations = requests.map(({ durationMs }) => Math.round(durationMs)).sort((a, b) => a - b);
  return {
    thisMonth: await countRequestsThisMonth(store, now),
    byStatus: countBy(requests, ({ status }) => String(status ?? 'unseen')),
    byPath: countBy(requests, ({ path }) => withoutIds(path)),
    medianMs: durations[Math.floor(durations.length / 2)] ?? null,
    slowestMs: durations.at(-1) ?? null,
  };
}

function countBy(requests: readonly RequestRecord[], nameOf: (request: RequestRecord) => string) {
  const counts: Record<string, number> = {};
  for (const request of requests) {
    const name = nameOf(request);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** "/v1/subscriptions/sub_1" as "/v1/subscriptions/…". By place: an id can be a plain word. */
export function withoutIds(path: string): string {
  const [, version = '', resource = '', ...rest] = path.split('?', 1)[0]?.split('/') ?? [];
  return `/${version}/${resource}${rest.length > 0 ? '/…' : ''}`;
}
