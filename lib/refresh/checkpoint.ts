import type { Permissions } from '../model/connection.ts';
import type { SubscriptionId } from '../model/ids.ts';
import type { Subscription } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import { clearRun, type Page, putPage } from '../store/generations/generations.ts';
import type { AccountReadContext } from './reading/context.ts';
import type { Unread } from './reading/gaps.ts';
import { withFullInvoices } from './reading/look-up.ts';

/** Raised when the shape changes: a checkpoint of an older build is not gone on from. */
const VERSION = 2;

/**
 * Subscriptions kept in memory while they are read, where they shorten a wait: 12 MB at 10,000. What is larger is
 * read back from the store in batches, so that memory is bounded at any size.
 */
const MOST_KEPT = 12_000;

/** How far a list that is walked page after page has been read. */
export interface ListPosition {
  /** Id of the last object read. */
  after: string | null;
  /** Its `created`, to go on from where Stripe no longer has the object; seconds. */
  oldest: number | null;
  done: boolean;
}

export const LIST_START: ListPosition = { after: null, oldest: null, done: false };

/** Why everything is read and not only what changed. */
export type FullReadReason =
  | 'first'
  | 'no-events'
  | 'permissions'
  | 'week'
  | 'position-too-old'
  | 'gap'
  | 'many-changes';

/** What the events said when they were listed. */
export interface EventsRead {
  /** `created` of the newest; null: events cannot be read. */
  position: Seconds | null;
  seen: string[];
}

export interface FullWork {
  kind: 'everything';
  reason: FullReadReason;
  events: EventsRead;
  /** null: not even the first page was read. */
  unread: Unread | null;
  /** Met on a page with only some of their items, and not stored yet. */
  large: SubscriptionId[];
  /** What changed by the events' word, so that it is no drift; null: drift is not looked for. */
  announced: { subscriptions: string[]; customers: string[] } | null;
  drift: number | null;
}

export interface ChangesWork {
  kind: 'changes';
  events: EventsRead;
  /** Still to be read, by id. */
  subscriptions: SubscriptionId[];
  /** Still to be read, each with the shown subscriptions that carry it. */
  customers: { id: string; subscriptions: SubscriptionId[] }[];
  /** Products that were renamed. */
  products: string[];
  gone: SubscriptionId[];
  /** How many reads there were at the start. */
  planned: number;
}

/** How far a read has come; the shape of `RunRecord.walkers`. */
export interface Checkpoint {
  version: typeof VERSION;
  /** What the key could read when this began. */
  permissions: Permissions;
  objectsRead: number;
  invoices: ListPosition;
  /** null: nobody refers to a coupon so far. */
  coupons: ListPosition | null;
  absent: SubscriptionId[];
  /** null: what to read is not decided yet. */
  work: FullWork | ChangesWork | null;
}

export function emptyCheckpoint(permissions: Permissions): Checkpoint {
  return {
    version: VERSION,
    permissions,
    objectsRead: 0,
    invoices: LIST_START,
    coupons: null,
    absent: [],
    work: null,
  };
}

/** null: none, or one of no use: of another build, or begun with a key that could read more or less. */
export function checkpointIn(walkers: unknown, permissions: Permissions): Checkpoint | null {
  if (typeof walkers !== 'object' || walkers === null) return null;
  if (Reflect.get(walkers, 'version') !== VERSION) return null;
  const checkpoint = walkers as Checkpoint;
  return samePermissions(checkpoint.permissions, permissions) ? checkpoint : null;
}

export function samePermissions(a: Permissions, b: Permissions): boolean {
  return (Object.keys(a) as (keyof Permissions)[]).every((name) => a[name] === b[name]);
}

/**
 * Stores pages and moves the checkpoint, one after the other. The checkpoint in memory moves only when the page is
 * stored; otherwise the page of one walker could carry the progress of another whose own page was never written.
 * After a page that could not be stored none is: a later one may build on what the lost one said of the list.
 */
export class Recorder {
  private writing: Promise<void> = Promise.resolve();
  private readonly kept = new Map<SubscriptionId, Subscription>();
  private keepsAll: boolean;

  constructor(
    private readonly context: Pick<AccountReadContext, 'store' | 'run' | 'reader' | 'connection'>,
    /** Changed by `record`, and by planning that would lose nothing if it were forgotten. */
    readonly at: Checkpoint,
    private readonly mostKept = MOST_KEPT,
  ) {
    this.keepsAll = at.work === null;
  }

  /**
   * Every subscription that lies under the run's generation, so that the views need not read them back; null: too
   * many to keep, or some were stored before this worker began.
   */
  get subscriptions(): Subscription[] | null {
    return this.keepsAll ? [...this.kept.values()] : null;
  }

  private keep(stored: readonly Subscription[]): void {
    if (!this.keepsAll) return;
    for (const facts of stored) this.kept.set(facts.id, facts);
    if (this.kept.size <= this.mostKept) return;
    this.keepsAll = false;
    this.kept.clear();
  }

  /**
   * @param move what the page changes in the checkpoint. Called twice, on a copy and then on the checkpoint itself.
   * @param prepare reads that have to see what earlier pages wrote; changes the page
   * Rejects with what the store throws, at this page or at an earlier one.
   */
  record(
    page: Page,
    move: (at: Checkpoint) => void,
    prepare: (page: Page) => Promise<Page> = async (same) => same,
  ): Promise<void> {
    const written = this.writing.then(async () => {
      const prepared = await withFullInvoices(this.context, await prepare(page));
      const { store, run, reader } = this.context;
      const counted = (at: Checkpoint) => {
        at.objectsRead += (page.subscriptions?.length ?? 0) + (page.invoices?.length ?? 0);
        move(at);
      };
      const next = structuredClone(this.at);
      counted(next);
      await putPage(store, { ...run, walkers: next, requests: run.requests + reader.requests }, prepared);
      counted(this.at);
      this.keep(prepared.subscriptions ?? []);
    });
    this.writing = written;
    return written;
  }

  /**
   * What changed is more than a commit can replace: everything is read instead, after the events that were listed.
   * The open invoices stay, they are read whole in any case.
   */
  async startOver(): Promise<void> {
    await this.writing;
    const { work } = this.at;
    if (work?.kind !== 'changes') return;
    const everything: FullWork = {
      kind: 'everything',
      reason: 'many-changes',
      events: work.events,
      unread: null,
      large: [],
      announced: null,
      drift: null,
    };
    const { store, run, reader } = this.context;
    const walkers: Checkpoint = { ...this.at, absent: [], work: everything };
    await clearRun(store, { ...run, walkers, requests: run.requests + reader.requests });
    Object.assign(this.at, { absent: [], work: structuredClone(everything) });
    this.kept.clear();
  }
}
