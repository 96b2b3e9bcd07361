import type { Calendar } from '../billing/as-of.ts';
import type { Failure, FailureCode, Result } from '../model/failure.ts';
import type { ConnectionId, SubscriptionId } from '../model/ids.ts';
import type { RefreshState } from '../model/refresh.ts';
import { toSeconds } from '../model/units.ts';
import { thrownCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord, RequestRecord, RunRecord } from '../store/db/schema.ts';
import { deleteOlderGenerations, deleteOtherGenerations } from '../store/generations/cleanup.ts';
import { beginRun, dropRun, readRun } from '../store/generations/run.ts';
import { listConnections } from '../store/records/connections.ts';
import { readRefreshState, writeRefreshState } from '../store/records/refresh-state.ts';
import { addToMonthCount, logRequests } from '../store/records/requests.ts';
import type { StripeReader } from '../stripe/reader.ts';
import type { RequestReport } from '../stripe/transport/read-only-fetch.ts';
import { commitRun } from './commit.ts';
import type { ReadAccount, ReadProgress } from './reading/context.ts';
import type { ClientChange } from './what-changed.ts';

/** A checkpoint older than this is not gone on from: too much may have changed since its first page. */
const CHECKPOINT_LASTS_S = 6 * 3600;
/** Pages are told of progress at most this often, in milliseconds. */
const PROGRESS_EVERY_MS = 200;
/** After this time nothing more is asked for, in ms: below the five minutes that Chrome gives one event of a worker. */
const TIME_BUDGET_MS = 4 * 60_000;

export interface RefresherDependencies {
  openStore: () => Promise<Store>;
  /** The key for one connection, decrypted for this use; 'locked' when it may not be. */
  readKey: (connectionId: ConnectionId) => Promise<Result<{ key: string }>>;
  /** null: nothing stands in the way. Host access, the browser's rule, the network. */
  guard: () => Promise<Failure | null>;
  createReader: (options: {
    key: string;
    signal: AbortSignal;
    onRequest: (report: RequestReport) => void;
    /** No request is tried again after this moment, ms since 1970. */
    deadline: number;
  }) => StripeReader;
  readAccount: ReadAccount;
  /** Runs the work only where no other refresh runs (Web Locks); null: one does. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T | null>;
  calendar: Calendar;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface RefreshOutcome {
  state: RefreshState;
  changes: ClientChange[];
}

export type StopReason = 'cancelled' | 'locked' | 'host-access';

interface Running {
  controller: AbortController;
  /** The end of the time budget, ms since 1970. */
  deadline: number;
  /** Why it was stopped; null: it was not. */
  reason: StopReason | null;
}

export interface Refresher {
  /** Refreshes every connected account; answers when it ends. The figures of a failed one are as before. */
  start(): Promise<RefreshOutcome | Failure>;
  /** 'cancelled' forgets what was read; else the checkpoint stays, for after the unlock or the grant of access. */
  stop(reason: StopReason): void;
  /** The same, and waits until it has ended. */
  stopAndWait(reason: StopReason): Promise<void>;
  /** Removes the generations that were shown before; when the pages have what they wait for. A refresh may begin meanwhile. */
  tidy(): Promise<void>;
  /** True where a refresh was under way when the background died, or ended by a lock. */
  wasInterrupted(): Promise<boolean>;
  /** The background died during a refresh and the vault is locked by now: the pages say so, and it waits for the unlock. */
  markLocked(): Promise<void>;
}

/**
 *     idle --start--> running --all read, committed--> done
 *                        |--a failure, or a lock--> failed (checkpoint kept; figures as before)
 *                        '--cancel--> cancelled (checkpoint dropped)
 *
 * The state is in the store, so that it outlives popup and worker. A worker that dies leaves `running` behind, which
 * the next start finds (`wasInterrupted`) and goes on from the checkpoint.
 */
export function createRefresher(deps: RefresherDependencies): Refresher {
  let running: Running | null = null;
  let ending: Promise<unknown> = Promise.resolve();

  async function start(): Promise<RefreshOutcome | Failure> {
    const outcome = deps.exclusively(refreshAll);
    ending = outcome.catch(() => undefined);
    return (await outcome) ?? { ok: false, code: 'already-running' };
  }

  function stop(reason: StopReason): void {
    if (!running) return;
    running.reason ??= reason;
    running.controller.abort();
  }

  async function refreshAll(): Promise<RefreshOutcome | Failure> {
    const controller = new AbortController();
    const current: Running = { controller, deadline: deps.now() + TIME_BUDGET_MS, reason: null };
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
    const report = new Reporter(store, deps);
    const changes: ClientChange[] = [];
    let failure: Failure | null;
    try {
      await report.begin();
      failure = (await deps.guard()) ?? (await refreshConnections(store, current, log, report, changes));
    } catch (error) {
      // The text of a bug may hold anything, so only the code goes on.
      failure = { ok: false, code: thrownCode(error) };
    }
    // Neither the log nor the state decides how a refresh ended: the caller is told in any case.
    await log.flush().catch(() => undefined);
    await report.end(failure, current.reason, changes).catch(() => undefined);
    return { state: report.state, changes };
  }

  async function refreshConnections(
    store: Store,
    current: Running,
    log: RequestLog,
    report: Reporter,
    changes: ClientChange[],
  ): Promise<Failure | null> {
    const connections = (await listConnections(store)).filter((connection) => connection.connected);
    if (connections.length === 0) return { ok: false, code: 'not-connected' };
    let first: Failure | null = null;
    for (const connection of connections) {
      const key = await deps.readKey(connection.id);
      const failure = key.ok
        ? await refreshOne(store, connection, key.key, current, log, report, changes)
        : key;
      first ??= failure;
      if (current.controller.signal.aborted) break;
    }
    return first;
  }

  async function refreshOne(
    store: Store,
    connection: ConnectionRecord,
    key: string,
    current: Running,
    log: RequestLog,
    report: Reporter,
    changes: ClientChange[],
  ): Promise<Failure | null> {
    const { deadline } = current;
    const reader = deps.createReader({
      key,
      signal: current.controller.signal,
      deadline,
      onRequest: (request) => {
        log.add(connection.id, request);
        report.request();
      },
    });
    const run = await openRun(store, connection);
    report.resumed(run.requests);
    const result = await deps.readAccount({
      store,
      reader,
      connection,
      run,
      linked: await linkedTo(store, connection.id),
      now: deps.now,
      deadline,
      onProgress: (progress) => report.progress(progress),
    });
    if (current.controller.signal.aborted) return stopped(store, connection.id, current.reason);
    if (!result.ok) return { ok: false, code: result.code, ...detailOf(result) };
    report.drift(result.read.drift);
    const now = toSeconds(deps.now());
    changes.push(...(await commitRun(store, connection, run, result.read, now, deps.calendar)));
    return null;
  }

  async function openRun(store: Store, connection: ConnectionRecord): Promise<RunRecord> {
    const now = toSeconds(deps.now());
    const kept = await readRun(store, connection.id);
    if (kept && kept.generation !== connection.generation) {
      if (now - kept.startedAt < CHECKPOINT_LASTS_S && kept.startedAt <= now) return kept;
    }
    // Also where no run was kept: a worker that died while it cleaned up has left records of this generation behind.
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
    async stopAndWait(reason) {
      stop(reason);
      await ending;
    },
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

/** Forgets the checkpoint and what was read under it. */
async function abandon(store: Store, connectionId: ConnectionId): Promise<void> {
  await dropRun(store, connectionId);
  await deleteOtherGenerations(store, connectionId);
}

async function linkedTo(store: Store, connectionId: ConnectionId): Promise<Set<SubscriptionId>> {
  const linked = new Set<SubscriptionId>();
  for (const client of await store.getAll('clients')) {
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

/** Writes the state that pages show, and tells them; not more often than they can paint it. */
class Reporter {
  state: RefreshState;
  private told = 0;

  constructor(
    private readonly store: Store,
    private readonly deps: Pick<RefresherDependencies, 'now'>,
  ) {
    this.state = {
      phase: 'running',
      startedAt: deps.now(),
      endedAt: null,
      fraction: null,
      objectsRead: 0,
      requests: 0,
      failure: null,
      changes: [],
    };
  }

  async begin(): Promise<void> {
    await this.tell();
    // The first request that is answered is told at once, however soon.
    this.told = Number.NEGATIVE_INFINITY;
  }

  request(): void {
    this.state.requests += 1;
    this.tellNowAndThen();
  }

  /** Requests of the read that this one goes on with. */
  resumed(requests: number): void {
    this.state.requests += requests;
  }

  drift(subscriptions: number | null): void {
    if (subscriptions !== null) this.state.drift = (this.state.drift ?? 0) + subscriptions;
  }

  progress({ fraction, objectsRead }: ReadProgress): void {
    this.state.fraction = fraction ?? this.state.fraction;
    this.state.objectsRead = objectsRead;
    this.tellNowAndThen();
  }

  async end(
    failure: Failure | null,
    reason: StopReason | null,
    changes: readonly ClientChange[],
  ): Promise<void> {
    this.state.phase = failure === null ? 'done' : reason === 'cancelled' ? 'cancelled' : 'failed';
    this.state.failure = failure;
    this.state.fraction = failure === null ? 1 : this.state.fraction;
    this.state.endedAt = this.deps.now();
    this.state.changes = changes.map(({ change }) => change);
    await this.tell();
  }

  private tellNowAndThen(): void {
    if (this.deps.now() - this.told >= PROGRESS_EVERY_MS) this.tell().catch(() => undefined);
  }

  private async tell(): Promise<void> {
    this.told = this.deps.now();
    await writeRefreshState(this.store, { ...this.state });
  }
}

/** Gathers requests for the activity log, and writes them some at a time. */
class RequestLog {
  private waiting: RequestRecord[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly now: () => number,
  ) {}

  add(connectionId: ConnectionId, report: RequestReport): void {
    this.waiting.push({ ...report, connectionId });
    // A log that cannot be written is no reason to stop: what matters fails by itself.
    if (this.waiting.length >= 20)
      this.writing = this.writing.then(() => this.write()).catch(() => undefined);
  }

  async flush(): Promise<void> {
    await this.writing;
    await this.write();
  }

  private async write(): Promise<void> {
    const records = this.waiting;
    this.waiting = [];
    await logRequests(this.store, records);
    await addToMonthCount(this.store, this.now(), records.length);
  }
}
