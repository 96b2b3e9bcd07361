import type { Failure } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { RefreshState } from '../model/refresh.ts';
import type { Store } from '../store/db/open.ts';
import { beginRefreshState, changeRefreshState } from '../store/records/write-refresh-state.ts';
import type { ReadProgress } from './reading/context.ts';
import type { ClientChange } from './what-changed.ts';

export type StopReason = 'cancelled' | 'locked' | 'host-access';

/** Milliseconds between published progress updates, at least. */
const PROGRESS_EVERY_MS = 200;

interface RefreshEnd {
  failure: Failure | null;
  stopReason: StopReason | null;
  changes: readonly ClientChange[];
}

export class StatePublisher {
  state: RefreshState;
  private publishedAt = 0;
  private readonly progress = new Map<ConnectionId, ReadProgress>();

  constructor(
    private readonly store: Store,
    private readonly deps: { now: () => number; accounts: number },
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
    await beginRefreshState(this.store, { ...this.state });
    // The first answered request is published immediately.
    this.publishedAt = Number.NEGATIVE_INFINITY;
  }

  countRequest(): void {
    this.state.requests += 1;
    this.publishThrottled();
  }

  addEarlierRequests(requests: number): void {
    this.state.requests += requests;
  }

  addDrift(subscriptions: number | null): void {
    if (subscriptions !== null) this.state.drift = (this.state.drift ?? 0) + subscriptions;
  }

  addUnreadable(objects: number): void {
    if (objects > 0) this.state.unreadable = (this.state.unreadable ?? 0) + objects;
  }

  /** Objects add up; the fraction is the mean of all accounts. */
  setProgress(id: ConnectionId, progress: ReadProgress): void {
    const fraction = progress.fraction ?? this.progress.get(id)?.fraction ?? null;
    this.progress.set(id, { ...progress, fraction });
    const known = [...this.progress.values()];
    const isKnown = known.some((one) => one.fraction !== null);
    const sum = known.reduce((total, one) => total + (one.fraction ?? 0), 0);
    this.state.fraction = isKnown ? sum / this.deps.accounts : null;
    this.state.objectsRead = known.reduce((total, one) => total + one.objectsRead, 0);
    this.publishThrottled();
  }

  /** Nothing more comes from this account. */
  finish(id: ConnectionId): void {
    this.setProgress(id, { fraction: 1, objectsRead: this.progress.get(id)?.objectsRead ?? 0 });
  }

  async end({ failure, stopReason, changes }: RefreshEnd): Promise<void> {
    this.state.phase = failure === null ? 'done' : stopReason === 'cancelled' ? 'cancelled' : 'failed';
    this.state.failure = failure;
    this.state.fraction = failure === null ? 1 : this.state.fraction;
    this.state.endedAt = this.deps.now();
    this.state.changes = changes.map(({ change }) => change);
    await this.publish();
  }

  private publishThrottled(): void {
    if (this.deps.now() - this.publishedAt >= PROGRESS_EVERY_MS) this.publish().catch(() => undefined);
  }

  private async publish(): Promise<void> {
    this.publishedAt = this.deps.now();
    const state = { ...this.state };
    await changeRefreshState(this.store, state.startedAt, () => state);
  }
}
