import type { Subscription } from '../../model/subscription.ts';
import { BAD_ANSWER, type StripeResult } from '../../stripe/errors.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import type { ParsedSubscription } from '../../stripe/parse/subscription.ts';
import type { ListPage, ListRequest } from '../../stripe/reads/list-page.ts';
import { LIVE_PACE } from '../../stripe/transport/pace.ts';
import { noteUnreadable, removeLarge } from '../checkpoint.ts';
import type { PageWriter } from '../page-writer.ts';
import type { CatalogueReader } from './catalogue.ts';
import type { ReadContext } from './context.ts';
import {
  afterPage,
  nextTask,
  type PageEnds,
  pagesLeft,
  pagesUnclaimed,
  type Task,
  type Unread,
  withoutBottom,
} from './gaps.ts';
import { Cursors } from './list-pages.ts';
import { isWanted, withAllItems, withoutKnownCoupons } from './look-up.ts';
import { listSubscriptionPage, type SubscriptionPage } from './subscription-page.ts';
import { createTaskGroup, DONE, type Step, type TaskGroup } from './task-group.ts';

/** Pages in flight or waiting to be stored: one more with each response, up to the pacer's limit. */
const FIRST_WALKERS = 4;
export const MOST_WALKERS = LIVE_PACE.maxInFlight;
/** Names are requested once no more pages than this are unclaimed. */
const FEW_PAGES = 3;
/** Share of the progress bar; the rest is a few requests. */
const SUBSCRIPTIONS_SHARE = 0.9;

/** `gone`: the id of the upward cursor, if Stripe no longer has it. */
type PageAnswer = StripeResult<{ page: ListPage<ParsedSubscription>; gone: string | null }>;

const answerOf = (page: StripeResult<ListPage<ParsedSubscription>>): PageAnswer =>
  page.ok ? { ok: true, page, gone: null } : page;

const EMPTY_PAGE: ListPage<ParsedSubscription> = {
  items: [],
  hasMore: false,
  firstId: null,
  lastId: null,
  newest: null,
  oldest: null,
  unreadable: [],
};

export interface ListWalkOptions {
  context: ReadContext;
  writer: PageWriter;
  tasks: TaskGroup;
  catalogue: CatalogueReader;
  onSubscriptions: (subscriptions: readonly Subscription[]) => void;
  expectedPages: number | null;
  firstPage: SubscriptionPage | null;
}

export class ListWalk {
  private readonly inFlight: Task[] = [];
  private readonly cursors = new Cursors();
  /** According to pages received. The checkpoint follows once they are stored. */
  private unread: Unread | null;
  private storing = 0;
  private pages = 0;
  private namesRequested = false;
  private shownFraction = 0;

  constructor(private readonly options: ListWalkOptions) {
    const { work } = options.writer.checkpoint;
    this.unread = work?.kind === 'everything' ? work.unread : null;
  }

  /** Resolves once everything is stored; after a failure, once the other pages have ended. */
  async run(): Promise<Step> {
    const { tasks, expectedPages } = this.options;
    const walkers = createTaskGroup(() => tasks.isStopped());
    const startWalkers = () => {
      this.requestNamesOnce();
      const mostWalkers = Math.min(MOST_WALKERS, FIRST_WALKERS + this.pages);
      // A page not stored yet would be read again if the worker died, so it counts as in flight.
      while (!walkers.isStopped() && this.inFlight.length + this.storing < mostWalkers) {
        const task = nextTask(this.unread, this.inFlight, expectedPages);
        if (!task) return;
        this.inFlight.push(task);
        walkers.start(() => this.readPage(task, startWalkers));
      }
    };
    startWalkers();
    return walkers.settled();
  }

  /** Near the end there is room for other requests, and most references are known. */
  private requestNamesOnce(): void {
    if (this.namesRequested || this.unread === null || pagesUnclaimed(this.unread, this.inFlight) > FEW_PAGES)
      return;
    this.namesRequested = true;
    this.options.catalogue.readNoted();
  }

  /**
   * @param onRoom called when another page can be requested: once this one is received, and once it is stored
   */
  private async readPage(task: Task, onRoom: () => void): Promise<Step> {
    const { context, writer, tasks, onSubscriptions } = this.options;
    const removeFromFlight = () => this.inFlight.splice(this.inFlight.indexOf(task), 1);
    const answer = await this.requestPage(task).catch((error: unknown) => {
      removeFromFlight();
      throw error;
    });
    // No await from here to `storing += 1`, or a page neither in flight nor stored would not be counted.
    removeFromFlight();
    if (!answer.ok) return answer;
    const { page, gone } = answer;
    const ends = endsOf(page, task);
    if (page.hasMore && !leadsOn(task, ends)) return BAD_ANSWER;
    const wanted = page.items.filter(({ facts }) => isWanted(facts, context.linked));
    const subscriptions = wanted.filter(({ moreItems }) => !moreItems).map(({ facts }) => facts);
    const large = wanted.filter(({ moreItems }) => moreItems);
    const coupons = wanted.flatMap((item) => item.coupons);
    const shrink = (unread: Unread | null) =>
      afterPage(gone !== null && unread ? withoutBottom(unread, gone) : unread, task, ends);
    // The next request follows from the pages received; the checkpoint from the pages stored, in the same order.
    this.unread = shrink(this.unread);
    this.storing += 1;
    const stored = writer.storePage(
      { subscriptions, coupons },
      (checkpoint) => {
        if (checkpoint.work?.kind !== 'everything') return;
        checkpoint.work.unread = shrink(checkpoint.work.unread);
        checkpoint.work.large.push(...large.map(({ facts }) => facts.id));
        noteUnreadable(checkpoint, page.unreadable);
      },
      (stored) => withoutKnownCoupons(context, stored),
    );
    this.pages += 1;
    onSubscriptions(subscriptions);
    onRoom();
    await stored.finally(() => {
      this.storing -= 1;
    });
    // Outside the walk, which must not wait for them.
    for (const one of large) tasks.start(() => this.readLarge(one));
    this.reportProgress();
    onRoom();
    return DONE;
  }

  private async readLarge(parsed: ParsedSubscription): Promise<Step> {
    const { context, writer, onSubscriptions } = this.options;
    const whole = await withAllItems(context, parsed);
    if (!whole.ok) return whole;
    const { subscription } = whole;
    await writer.storePage({ subscriptions: [subscription] }, (checkpoint) =>
      removeLarge(checkpoint, subscription.id),
    );
    onSubscriptions([subscription]);
    return DONE;
  }

  private async requestPage(task: Task): Promise<PageAnswer> {
    const { context, firstPage } = this.options;
    if (task.kind === 'first' && firstPage) return answerOf(firstPage);
    const list = (request: ListRequest) => listSubscriptionPage(context, request);
    const isWalk = task.kind === 'down' || task.kind === 'up';
    if (isWalk && !this.cursors.visit(`${task.kind} ${task.id}`)) return BAD_ANSWER;
    const page = await list(requestOf(task));
    if (page.ok || page.code !== 'stripe-refused') return answerOf(page);
    // The cursor's object was deleted. Downwards its `created` will do; upwards only an id would.
    if (task.kind === 'down') return answerOf(await list(requestOf({ ...task, kind: 'probe' })));
    if (task.kind !== 'up' || this.unread === null) return answerOf(page);
    return { ok: true, page: EMPTY_PAGE, gone: task.id };
  }

  private reportProgress(): void {
    const left = this.unread && pagesLeft(this.unread);
    const { context, writer, expectedPages } = this.options;
    const { objectsRead } = writer.checkpoint;
    const read = objectsRead / PAGE_SIZE;
    const whole = left === null ? expectedPages : read + left;
    if (whole !== null && whole > 0) {
      // Estimates fluctuate, but a progress bar must never go back.
      this.shownFraction = Math.max(this.shownFraction, Math.min(1, read / whole) * SUBSCRIPTIONS_SHARE);
    }
    context.onProgress({ objectsRead, fraction: this.shownFraction > 0 ? this.shownFraction : null });
  }
}

function requestOf(task: Task): ListRequest {
  if (task.kind === 'first') return {};
  if (task.kind === 'up') return { endingBefore: task.id, created: { lte: task.ceiling } };
  const floor = task.floor === null ? {} : { gte: task.floor };
  if (task.kind === 'probe') return { created: { lte: task.at, ...floor } };
  return { startingAfter: task.id, ...(task.floor === null ? {} : { created: floor }) };
}

/** Without a readable `created`, the time of the request will do. */
function endsOf(page: ListPage<ParsedSubscription>, task: Task): PageEnds {
  const requested = task.kind === 'first' ? null : task.at;
  const end = (id: string | null, created: number | null) => {
    const at = created ?? requested;
    return id === null || at === null ? null : { id, at };
  };
  return {
    count: page.items.length + page.unreadable.length,
    first: end(page.firstId, page.newest),
    last: end(page.lastId, page.oldest),
    hasMore: page.hasMore,
  };
}

/** false: the next request would be the same. */
function leadsOn(task: Task, { first, last }: PageEnds): boolean {
  if (!first || !last) return false;
  if (task.kind === 'down') return last.id !== task.id;
  return task.kind !== 'up' || first.id !== task.id;
}
