import type { SubscriptionId } from '../model/ids.ts';
import type { Subscription } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import { clearRun, type StripePage, storePage } from '../store/generations/run.ts';
import { isWhollyUnreadable } from '../stripe/parse/subscription.ts';
import { type Checkpoint, type FullWork, noteUnreadable } from './checkpoint.ts';
import type { ReadContext } from './reading/context.ts';
import { withCarriedOver } from './reading/look-up.ts';

/**
 * Saves the commit a read: 12 MB at 10,000. Beyond this it reads from the store in batches, which bounds
 * memory.
 */
const MOST_KEPT = 12_000;

/**
 * Stores pages and advances the checkpoint, one page at a time. The checkpoint advances only once the page is
 * stored; otherwise one walker's page could carry the progress of another. Once a page fails to store, no
 * later page is stored.
 */
export class PageWriter {
  private writing: Promise<void> = Promise.resolve();
  private readonly kept = new Map<SubscriptionId, Subscription>();
  private keepsAll: boolean;

  constructor(
    private readonly context: Pick<ReadContext, 'store' | 'run' | 'reader' | 'connection'>,
    readonly checkpoint: Checkpoint,
    private readonly mostKept = MOST_KEPT,
  ) {
    this.keepsAll = checkpoint.work === null;
  }

  /** null: too many to keep, or some were stored before a resume. */
  get subscriptions(): Subscription[] | null {
    return this.keepsAll ? [...this.kept.values()] : null;
  }

  private keep(stored: readonly Subscription[]): void {
    if (!this.keepsAll) return;
    for (const subscription of stored) this.kept.set(subscription.id, subscription);
    if (this.kept.size <= this.mostKept) return;
    this.keepsAll = false;
    this.kept.clear();
  }

  /**
   * Rejects with the store's error, for this page or an earlier one.
   * @param advance changes the checkpoint; called twice, on a copy and then on the checkpoint itself
   * @param prepare completes the page with reads that must see earlier pages
   */
  storePage(
    page: StripePage,
    advance: (checkpoint: Checkpoint) => void,
    prepare: (page: StripePage) => Promise<StripePage> = async (same) => same,
  ): Promise<void> {
    const written = this.writing.then(async () => {
      const prepared = await withCarriedOver(this.context, await prepare(page));
      const { store, run, reader } = this.context;
      const advanceAndCount = (checkpoint: Checkpoint) => {
        checkpoint.objectsRead += (page.subscriptions?.length ?? 0) + (page.invoices?.length ?? 0);
        noteAwaiting(checkpoint, prepared.subscriptions ?? [], run.startedAt);
        noteUnreadable(
          checkpoint,
          (prepared.subscriptions ?? []).filter(isWhollyUnreadable).map(({ id }) => id),
        );
        advance(checkpoint);
      };
      const next = structuredClone(this.checkpoint);
      advanceAndCount(next);
      await storePage(store, { ...run, walkers: next, requests: run.requests + reader.requests }, prepared);
      advanceAndCount(this.checkpoint);
      this.keep(prepared.subscriptions ?? []);
    });
    this.writing = written;
    return written;
  }

  /**
   * When more changed than one commit can replace. Keeps the event position and the open invoices: both are
   * complete.
   */
  async restartAsFullRead(): Promise<void> {
    await this.writing;
    const { work } = this.checkpoint;
    if (work?.kind !== 'changes') return;
    const everything: FullWork = {
      kind: 'everything',
      reason: 'many-changes',
      events: work.events,
      unread: null,
      large: [],
      announced: null,
      drift: null,
      failedPayments: work.failedPayments,
    };
    const { store, run, reader } = this.context;
    const emptied = { absent: [], awaiting: [], work: everything };
    const walkers: Checkpoint = { ...this.checkpoint, ...emptied };
    await clearRun(store, { ...run, walkers, requests: run.requests + reader.requests });
    Object.assign(this.checkpoint, structuredClone(emptied));
    this.kept.clear();
  }
}

/** Stripe makes an invoice right after a renewal and finalizes it within two hours. */
const INVOICE_WITHIN_S = 2 * 3600;
/** Each costs the next refresh a request. */
const MOST_AWAITING = 50;

function noteAwaiting(checkpoint: Checkpoint, read: readonly Subscription[], now: Seconds): void {
  const ids = new Set(read.map(({ id }) => id));
  const waiting = read
    .filter((facts) => isWhollyUnreadable(facts) || isAwaitingInvoice(facts, now))
    .map(({ id }) => id);
  checkpoint.awaiting = [...checkpoint.awaiting.filter((id) => !ids.has(id)), ...waiting].slice(
    0,
    MOST_AWAITING,
  );
}

function isAwaitingInvoice({ status, latestInvoice, items, startDate }: Subscription, now: Seconds): boolean {
  if (status !== 'active' || latestInvoice === null) return false;
  return items.some(
    ({ periodStart }) =>
      periodStart !== null &&
      periodStart > startDate &&
      now - periodStart < INVOICE_WITHIN_S &&
      latestInvoice.created < periodStart,
  );
}
