import type { Calendar } from '../billing/as-of.ts';
import type { Failure, FailureCode, Result } from '../model/failure.ts';
import type { ConnectionId, SubscriptionId } from '../model/ids.ts';
import type { RefreshState } from '../model/refresh.ts';
import { toSeconds } from '../model/units.ts';
import { thrownCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord, RunRecord } from '../store/db/schema.ts';
import { deleteOlderGenerations, deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { beginRun, dropRun, readRun } from '../store/generations/run.ts';
import { listConnections } from '../store/records/connections.ts';
import { readClients } from '../store/records/read-all.ts';
import { readRefreshState } from '../store/records/refresh-state.ts';
import { writeRefreshState } from '../store/records/write-refresh-state.ts';
import type { StripeReader } from '../stripe/reader.ts';
import type { RequestReport } from '../stripe/transport/read-only-fetch.ts';
import { commitRun } from './commit.ts';
import type { ReadAccount } from './reading/context.ts';
import { RequestLog } from './request-log.ts';
import { StatePublisher, type StopReason } from './state-publisher.ts';
import type { ClientChange } from './what-changed.ts';

/** Checkpoints older than this are discarded: too much may have changed since the first page. */
const CHECKPOINT_LASTS_S = 6 * 3600;
/** No request starts after this (ms): Chrome gives one event of a worker five minutes. */
const TIME_BUDGET_MS = 4 * 60_000;

export interface RefresherDependencies {
  openStore: () => Promise<Store>;
  readKey: (connectionId: ConnectionId) => Promise<Result<{ key: string }>>;
  /** Checks host access and the browser's read-only rule; null: reading is allowed. */
  guard: () => Promise<Failure | null>;
  createReader: (options: {
    key: string;
    signal: AbortSignal;
    onRequest: (report: RequestReport) => void;
    /** No retry starts after this time, ms since 1970. */
    deadline: number;
  }) => StripeReader;
  readAccount: ReadAccount;
  /** Uses Web Locks; null: another refresh is running. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T | null>;
  calendar: Calendar;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface RefreshOutcome {
  state: RefreshState;
  changes: ClientChange[];
}

interface Running {
  controller: AbortController;
  /** End of the time budget, ms since 1970. */
  deadline: number;
  stopReason: StopReason | null;
}

interface RefreshContext {
  store: Store;
  running: Running;
  log: RequestLog;
  publisher: StatePublisher;
  changes: ClientChange[];
}

export interface Refresher {
  /** Refreshes every connected account. A failed one keeps its figures. */
  start(): Promise<RefreshOutcome | Failure>;
  /** 'cancelled' discards what was read; other reasons keep the checkpoint. */
  stop(reason: StopReason): void;
  /** Deletes old generations. Call it when no page waits; a refresh may start meanwhile. */
  tidy(): Promise<void>;
  /** true: the background died during a refresh, or a lock ended it. */
  wasInterrupted(): Promise<boolean>;
  markLocked(): Promise<void>;
}

/**
 *     idle --start--> running --all read, committed--> done
 *                        |--a failure, or a lock--> failed (checkpoint kept; figures as before)
 *                        '--cancel--> cancelled (checkpoint dropped)
 *
 * The state is stored, so it outlives popup and worker. A worker that dies leaves `running` behind; the next start
 * resumes from the checkpoint.
 */
export function createRefresher(deps: RefresherDependencies): Refresher {
  let running: Running | null = null;

  async function start(): Promise<RefreshOutcome | Failure> {
    return (await deps.exclusively(refreshAll)) ?? { ok: false, code: 'already-running' };
  }

  function stop(reason: StopReason): void {
    if (!running) return;
    running.stopReason ??= reason;
    running.controller.abort();
  }

  async function refreshAll(): Promise<RefreshOutcome | Failure> {
    const controller = new AbortController();
    const current: Running = { controller, deadline: deps.now() + TIME_BUDGET_MS, stopReason: null };
    running = current;
    try {
      return await refreshIn(await deps.openStore(), current);
    } catch (error) {
      return { ok: false, code: thrownCode(error) };
    } finally {
      running = null;
    }
  }

  async function refreshIn(store: Store, current: Running): Promise<RefreshOutcome> {
    const log = new RequestLog(store, deps.now);
    const publisher = new StatePublisher(store, deps);
    const changes: ClientChange[] = [];
    let failure: Failure | null;
    try {
      await publisher.begin();
      failure =
        (await deps.guard()) ??
        (await refreshConnections({ store, running: current, log, publisher, changes }));
    } catch (error) {
      // An error's text may hold anything, so only the code leaves.
      failure = { ok: false, code: thrownCode(error) };
    }
    // A log or state that cannot be stored does not change the outcome.
    await log.flush().catch(() => undefined);
    await publisher.end({ failure, stopReason: current.stopReason, changes }).catch(() => undefined);
    return { state: publisher.state, changes };
  }

  async function refreshConnections(refresh: RefreshContext): Promise<Failure | null> {
    const connections = (await listConnections(refresh.store)).filter(({ connected }) => connected);
    if (connections.length === 0) return { ok: false, code: 'not-connected' };
    let first: Failure | null = null;
    for (const connection of connections) {
      const key = await deps.readKey(connection.id);
      const failure = key.ok ? await refreshConnection(refresh, connection, key.key) : key;
      first ??= failure;
      if (refresh.running.controller.signal.aborted) break;
    }
    return first;
  }

  async function refreshConnection(
    { store, running: current, log, publisher, changes }: RefreshContext,
    connection: ConnectionRecord,
    key: string,
  ): Promise<Failure | null> {
    const { deadline, controller } = current;
    const { signal } = controller;
    const reader = deps.createReader({
      key,
      signal,
      deadline,
      onRequest: (request) => {
        log.add(connection.id, request);
        publisher.countRequest();
      },
    });
    const run = await openRun(store, connection);
    publisher.addEarlierRequests(run.requests);
    const result = await deps.readAccount({
      store,
      reader,
      connection,
      run,
      linked: await linkedTo(store, connection.id),
      now: deps.now,
      deadline,
      onProgress: (progress) => publisher.setProgress(progress),
    });
    if (signal.aborted) return stopped(store, connection.id, current.stopReason);
    if (!result.ok) return { ok: false, code: result.code, ...detailOf(result) };
    const { read } = result;
    publisher.addDrift(read.drift);
    const now = toSeconds(deps.now());
    changes.push(...(await commitRun({ store, connection, run, read, now, calendar: deps.calendar })));
    return null;
  }

  async function openRun(store: Store, connection: ConnectionRecord): Promise<RunRecord> {
    const now = toSeconds(deps.now());
    const kept = await readRun(store, connection.id);
    if (kept && kept.generation !== connection.generation) {
      if (now - kept.startedAt < CHECKPOINT_LASTS_S && kept.startedAt <= now) return kept;
    }
    // Even without a stored run: a worker that died during cleanup may have left records.
    await abandon(store, connection.id);
    const run: RunRecord = {
      connectionId: connection.id,
      generation: connection.generation + 1,
      startedAt: now,
      walkers: null,
      requests: 0,
    };
    await beginRun(store, run);
    return run;
  }

  return {
    start,
    stop,
    async tidy() {
      const store = await deps.openStore();
      for (const { id } of await listConnections(store)) await deleteOlderGenerations(store, id);
    },
    async wasInterrupted() {
      if (running) return false;
      const state = await readRefreshState(await deps.openStore());
      return state?.phase === 'running' || (state?.phase === 'failed' && state.failure?.code === 'locked');
    },
    async markLocked() {
      const store = await deps.openStore();
      const state = await readRefreshState(store);
      if (state?.phase !== 'running') return;
      const failure: Failure = { ok: false, code: 'locked' };
      await writeRefreshState(store, {
        ...state,
        phase: 'failed',
        failure,
        endedAt: deps.now(),
      });
    },
  };
}

async function stopped(
  store: Store,
  connectionId: ConnectionId,
  reason: StopReason | null,
): Promise<Failure> {
  if (reason === 'locked' || reason === 'host-access') return { ok: false, code: reason };
  await abandon(store, connectionId);
  return { ok: false, code: 'cancelled' };
}

async function abandon(store: Store, connectionId: ConnectionId): Promise<void> {
  await dropRun(store, connectionId);
  await deleteOtherGenerations(store, connectionId);
}

async function linkedTo(store: Store, connectionId: ConnectionId): Promise<Set<SubscriptionId>> {
  const linked = new Set<SubscriptionId>();
  for (const client of await readClients(store)) {
    for (const link of client.links) if (link.connectionId === connectionId) linked.add(link.subscriptionId);
  }
  return linked;
}

function detailOf(failure: {
  code: FailureCode | string;
  detail?: Failure['detail'];
}): Pick<Failure, 'detail'> {
  return failure.detail ? { detail: failure.detail } : {};
}
