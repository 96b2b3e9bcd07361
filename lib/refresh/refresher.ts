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
import { type RequestHooks, RequestLog } from '../store/records/request-log.ts';
import { changeRefreshState } from '../store/records/write-refresh-state.ts';
import type { StripeReader } from '../stripe/reader.ts';
import type { Serial } from '../vault/serial.ts';
import { commitRun } from './commit.ts';
import { failureOfAll } from './failure-of-all.ts';
import type { ReadAccount } from './reading/context.ts';
import { StatePublisher, type StopReason } from './state-publisher.ts';
import type { ClientChange } from './what-changed.ts';

/** Checkpoints older than this are discarded: too much may have changed since the first page. */
const CHECKPOINT_LASTS_S = 6 * 3600;
/** No request starts after this (ms): Chrome gives one event of a worker five minutes. */
const TIME_BUDGET_MS = 4 * 60_000;
/**
 * Of one account and refresh, resumed ones included. Reading 50,000 subscriptions takes under 1,100, and 10,000 linked
 * ones that have ended as many more.
 */
const MOST_REQUESTS = 30_000;

export interface RefresherDependencies {
  openStore: () => Promise<Store>;
  readKey: (connectionId: ConnectionId) => Promise<Result<{ key: string }>>;
  /** Checks host access and the browser's read-only rule; null: reading is allowed. */
  guard: () => Promise<Failure | null>;
  createReader: (
    options: RequestHooks & {
      key: string;
      signal: AbortSignal;
      /** No retry starts after this time, ms since 1970. */
      deadline: number;
      mostRequests: number;
    },
  ) => StripeReader;
  readAccount: ReadAccount;
  /** Uses Web Locks; null: another refresh is running. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T | null>;
  /** Where accounts are changed too (lib/accounts): a commit waits for its turn. */
  inTurn: Serial;
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
  connections: readonly ConnectionRecord[];
  running: Running;
  log: RequestLog;
  publisher: StatePublisher;
  changes: ClientChange[];
}

export interface Refresher {
  /** Refreshes every connected account. A failed one keeps its figures. */
  start(): Promise<RefreshOutcome | Failure>;
  /**
   * Ends the running refresh, waits until it writes nothing more, and lets none begin before `work` is done. Not to be
   * called in a turn, for which the refresh may be waiting.
   */
  holdOff<T>(work: () => Promise<T>): Promise<T>;
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
  let ended: Promise<unknown> = Promise.resolve();
  let holding = 0;

  function start(): Promise<RefreshOutcome | Failure> {
    const refresh = deps
      .exclusively(refreshAll)
      .then((outcome): RefreshOutcome | Failure => outcome ?? { ok: false, code: 'already-running' });
    ended = Promise.allSettled([ended, refresh]);
    return refresh;
  }

  async function holdOff<T>(work: () => Promise<T>): Promise<T> {
    holding += 1;
    try {
      stop('cancelled');
      await ended;
      return await work();
    } finally {
      holding -= 1;
    }
  }

  function stop(reason: StopReason): void {
    if (!running) return;
    running.stopReason ??= reason;
    running.controller.abort();
  }

  async function refreshAll(): Promise<RefreshOutcome | Failure> {
    if (holding > 0) return { ok: false, code: 'cancelled' };
    const controller = new AbortController();
    const current: Running = { controller, deadline: deps.now() + TIME_BUDGET_MS, stopReason: null };
    running = current;
    try {
      const store = await deps.openStore();
      const connections = (await listConnections(store)).filter(({ connected }) => connected);
      // Before the first write: Forget everything may have emptied the store since this refresh was asked for.
      if (connections.length === 0) return { ok: false, code: 'not-connected' };
      return await refreshIn({ store, connections, running: current });
    } catch (error) {
      return { ok: false, code: thrownCode(error) };
    } finally {
      running = null;
    }
  }

  async function refreshIn(
    given: Pick<RefreshContext, 'store' | 'connections' | 'running'>,
  ): Promise<RefreshOutcome> {
    const { store, running: current } = given;
    const log = new RequestLog(store);
    const publisher = new StatePublisher(store, { now: deps.now, accounts: given.connections.length });
    const changes: ClientChange[] = [];
    let failure: Failure | null;
    try {
      await publisher.begin();
      failure = (await deps.guard()) ?? (await refreshConnections({ ...given, log, publisher, changes }));
    } catch (error) {
      // An error's text may hold anything, so only the code leaves.
      failure = { ok: false, code: thrownCode(error) };
    }
    // A log or state that cannot be stored does not change the outcome.
    await log.flush();
    await publisher.end({ failure, stopReason: current.stopReason, changes }).catch(() => undefined);
    return { state: publisher.state, changes };
  }

  /** Side by side: each account has its own limits at Stripe, and one that fails blocks none. */
  async function refreshConnections(refresh: RefreshContext): Promise<Failure | null> {
    const outcomes = await Promise.all(
      refresh.connections.map(async (connection) => {
        const failure = await refreshConnection(refresh, connection).catch(
          (error: unknown): Failure => ({ ok: false, code: thrownCode(error) }),
        );
        refresh.publisher.finish(connection.id);
        return { connection, failure };
      }),
    );
    return failureOfAll(outcomes, refresh.running.stopReason);
  }

  async function refreshConnection(
    { store, running: current, log, publisher, changes }: RefreshContext,
    connection: ConnectionRecord,
  ): Promise<Failure | null> {
    const held = await deps.readKey(connection.id);
    if (!held.ok) return held;
    const { key } = held;
    const { deadline, controller } = current;
    const { signal } = controller;
    const { onSend, onRequest } = log.hooksFor(connection.id);
    const run = await openRun(store, connection);
    const reader = deps.createReader({
      key,
      signal,
      deadline,
      onSend,
      mostRequests: MOST_REQUESTS - run.requests,
      onRequest: (request) => {
        onRequest(request);
        publisher.countRequest();
      },
    });
    publisher.addEarlierRequests(run.requests);
    const result = await deps.readAccount({
      store,
      reader,
      connection,
      run,
      linked: await linkedTo(store, connection.id),
      now: deps.now,
      deadline,
      onProgress: (progress) => publisher.setProgress(connection.id, progress),
    });
    if (signal.aborted) return stopped(store, connection.id, current.stopReason);
    if (!result.ok) {
      // Else the next refresh would resume here, with no request left.
      if (result.code === 'too-many-requests') await abandon(store, connection.id);
      return { ok: false, code: result.code, ...detailOf(result) };
    }
    const { read } = result;
    publisher.addDrift(read.drift);
    publisher.addUnreadable(read.unreadable);
    return deps.inTurn(async () => {
      if (signal.aborted) return stopped(store, connection.id, current.stopReason);
      const now = toSeconds(deps.now());
      const changed = await commitRun({ store, connection, run, read, now, calendar: deps.calendar });
      if (changed === null) return stopped(store, connection.id, 'cancelled');
      changes.push(...changed);
      return null;
    });
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
    holdOff,
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
      if (running || state?.phase !== 'running') return;
      const failure: Failure = { ok: false, code: 'locked' };
      await changeRefreshState(store, state.startedAt, (known) => ({
        ...known,
        phase: 'failed',
        failure,
        endedAt: deps.now(),
      }));
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
