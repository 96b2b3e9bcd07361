import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import { batchesOf, generationRange } from '../../store/records/subscriptions.ts';
import type { StripeResult } from '../../stripe/errors.ts';
import { expansionsFor } from '../../stripe/expansions.ts';
import type { ParsedSubscription } from '../../stripe/parse/subscription.ts';
import type { PageOf, PageRequest } from '../../stripe/reader.ts';
import type { Checkpoint, Recorder } from '../checkpoint.ts';
import { CatalogueReader, knownCatalogue } from './catalogue.ts';
import type { AccountReadContext } from './context.ts';
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
import { createTeam, DONE, inParallel, type Step, type Team } from './in-parallel.ts';
import { isWanted, lookUp, withAllItems, withoutKnownCoupons } from './look-up.ts';

export type SubscriptionPage = { ok: true } & PageOf<ParsedSubscription>;

/** Pages under way at once, until they are stored: some at first, one more with each answer, as many as the pacer lets fly. */
const FIRST_WALKERS = 4;
export const MOST_WALKERS = 12;
const PAGE = 100;
/** Names are asked for when no more pages than this wait for a walker. */
const FEW_PAGES = 3;
/** Share of the whole that the subscriptions take, for the progress bar: the rest is a few requests. */
const SUBSCRIPTIONS_SHARE = 0.9;

/**
 * Reads every subscription that has not ended (and the linked ones that have), with all names and terms, under the
 * run's generation. Open invoices are read beside it by the caller.
 *
 *     pages, several at once (gaps.ts says which) ─┬─▶ linked ones that the list lacks ─▶ last names and terms
 *     names and terms met so far ──────────────────┘
 *
 * `firstPage` is the newest page, where the caller has it already.
 * An object that is created while this runs may be in it or not, one that changes may be old or new: the next change
 * feed begins before the first page and brings both. No other object is lost or doubled.
 */
export async function readEverything(
  context: AccountReadContext,
  recorder: Recorder,
  outOfTime: () => boolean,
  firstPage: SubscriptionPage | null,
): Promise<Step> {
  const team = createTeam(outOfTime);
  const shown = await knownCatalogue(context);
  const catalogue = new CatalogueReader(context, recorder, team, shown, 'everything');
  const unmet = new Set(context.linked);
  const meet = (stored: readonly Subscription[]) => {
    catalogue.meet(stored);
    for (const { id } of stored) unmet.delete(id);
  };
  await meetWhatIsStored(context, meet);
  const walk = new Walk(context, recorder, team, catalogue, meet, await pagesBefore(context), firstPage);
  team.start(() => walk.run());
  const walked = await team.ended();
  if (!walked.ok) return walked;
  team.start(() => readMissing(context, recorder, catalogue, unmet, team));
  const linked = await team.ended();
  if (!linked.ok) return linked;
  catalogue.askNow();
  return team.ended();
}

/** Pages that the list had when it was shown last; null: never. */
async function pagesBefore({ store, connection }: AccountReadContext): Promise<number | null> {
  if (connection.generation === 0) return null;
  const count = await store.count('subscriptions', generationRange(connection.id, connection.generation));
  return count / PAGE;
}

/** After a resume: what earlier pages brought, batch by batch. */
async function meetWhatIsStored(
  { store, connection, run }: AccountReadContext,
  meet: (stored: readonly Subscription[]) => void,
): Promise<void> {
  for await (const batch of batchesOf(store, connection.id, run.generation)) meet(batch);
}

/** `gone`: the id of the object above which a page was asked for, where Stripe no longer has it. */
type Answer = StripeResult<{ page: PageOf<ParsedSubscription>; gone: string | null }>;

const answerOf = (page: StripeResult<PageOf<ParsedSubscription>>): Answer =>
  page.ok ? { ok: true, page, gone: null } : page;

const NOTHING: PageOf<ParsedSubscription> = {
  items: [],
  hasMore: false,
  lastId: null,
  newest: null,
  oldest: null,
  unreadable: [],
};

/** Walks the list of subscriptions with several pages under way. */
class Walk {
  private readonly flying: Task[] = [];
  /** By what has arrived. The checkpoint's own follows when it is stored. */
  private unread: Unread | null;
  /** Pages that have arrived and are not stored yet. */
  private storing = 0;
  private pages = 0;
  private ranDry = false;
  private shownFraction = 0;

  constructor(
    private readonly context: AccountReadContext,
    private readonly recorder: Recorder,
    private readonly team: Team,
    private readonly catalogue: CatalogueReader,
    /** Is told of every subscription that will be stored. */
    private readonly meet: (stored: readonly Subscription[]) => void,
    private readonly expected: number | null,
    private readonly firstPage: SubscriptionPage | null,
  ) {
    const { work } = recorder.at;
    this.unread = work?.kind === 'everything' ? work.unread : null;
  }

  /** Resolves when nothing is unread and all is stored, or at the first failure when the other pages have ended. */
  async run(): Promise<Step> {
    const walkers = createTeam(() => this.team.stopped());
    const fill = () => {
      this.askForNamesOnce();
      const most = Math.min(MOST_WALKERS, FIRST_WALKERS + this.pages);
      // A page that is not stored yet is one that a killed worker reads again: it counts like one under way.
      while (!walkers.stopped() && this.flying.length + this.storing < most) {
        const task = nextTask(this.unread, this.flying, this.expected);
        if (!task) return;
        this.flying.push(task);
        walkers.start(() => this.readPage(task, fill));
      }
    };
    fill();
    return walkers.ended();
  }

  /** Near the end of the walk there is room for other requests, and nearly all names are met. */
  private askForNamesOnce(): void {
    if (this.ranDry || this.unread === null || pagesUnclaimed(this.unread, this.flying) > FEW_PAGES) return;
    this.ranDry = true;
    this.catalogue.askNow();
  }

  /** @param goOn is called when there is room for another page: when this one is here, and when it is stored */
  private async readPage(task: Task, goOn: () => void): Promise<Step> {
    const landed = () => this.flying.splice(this.flying.indexOf(task), 1);
    const answer = await this.ask(task).catch((error: unknown) => {
      landed();
      throw error;
    });
    // From here to `storing` nothing waits: a page that is neither under way nor stored would not be counted.
    landed();
    if (!answer.ok) return answer;
    const { page, gone } = answer;
    if (page.items.length === 0 && page.hasMore) return { ok: false, code: 'stripe-bad-answer' };
    const wanted = page.items.filter(({ facts }) => isWanted(facts, this.context.linked));
    const subscriptions = wanted.filter(({ moreItems }) => !moreItems).map(({ facts }) => facts);
    const large = wanted.filter(({ moreItems }) => moreItems);
    const coupons = wanted.flatMap((item) => item.coupons);
    const ends = endsOf(page);
    const shrink = (unread: Unread | null) =>
      afterPage(gone !== null && unread ? withoutBottom(unread, gone) : unread, task, ends);
    // What to ask for next follows from what has arrived; the checkpoint follows from what is stored, in the same order.
    this.unread = shrink(this.unread);
    this.storing += 1;
    const stored = this.recorder.record(
      { subscriptions, coupons },
      (at) => {
        if (at.work?.kind !== 'everything') return;
        at.work.unread = shrink(at.work.unread);
        at.work.large.push(...large.map(({ facts }) => facts.id));
      },
      (page) => withoutKnownCoupons(this.context, page),
    );
    this.pages += 1;
    this.meet(subscriptions);
    goOn();
    await stored.finally(() => {
      this.storing -= 1;
    });
    // Beside the walk, which must not wait for them.
    for (const one of large) this.team.start(() => this.readLarge(one));
    this.tellProgress();
    goOn();
    return DONE;
  }

  /** A subscription with more items than it carries along. */
  private async readLarge(parsed: ParsedSubscription): Promise<Step> {
    const whole = await withAllItems(this.context, parsed);
    if (!whole.ok) return whole;
    await this.recorder.record({ subscriptions: [whole.facts] }, (at) => readNow(at, whole.facts.id));
    this.meet([whole.facts]);
    return DONE;
  }

  private async ask(task: Task): Promise<Answer> {
    if (task.kind === 'first' && this.firstPage) return answerOf(this.firstPage);
    const list = (request: PageRequest) => listSubscriptionPage(this.context, request);
    const page = await list(requestOf(task));
    if (page.ok || page.code !== 'stripe-refused') return answerOf(page);
    // The object at the cursor is gone. Going down, its second will do; going up, only an id would.
    if (task.kind === 'down') return answerOf(await list(requestOf({ ...task, kind: 'probe' })));
    if (task.kind !== 'up' || this.unread === null) return answerOf(page);
    return { ok: true, page: NOTHING, gone: task.id };
  }

  private tellProgress(): void {
    const left = this.unread && pagesLeft(this.unread);
    const { objectsRead } = this.recorder.at;
    const read = objectsRead / PAGE;
    const whole = left === null ? this.expected : read + left;
    if (whole !== null && whole > 0) {
      // Estimates go up and down; a bar that goes back looks broken.
      this.shownFraction = Math.max(this.shownFraction, Math.min(1, read / whole) * SUBSCRIPTIONS_SHARE);
    }
    this.context.onProgress({ objectsRead, fraction: this.shownFraction > 0 ? this.shownFraction : null });
  }
}

/** One page of the subscriptions that have not ended, as full reads want it. */
export function listSubscriptionPage(
  { reader, connection }: Pick<AccountReadContext, 'reader' | 'connection'>,
  request: PageRequest = {},
): Promise<StripeResult<PageOf<ParsedSubscription>>> {
  const expand = expansionsFor(connection.permissions);
  return reader.listSubscriptions({ limit: PAGE, ...request, expand });
}

function requestOf(task: Task): PageRequest {
  if (task.kind === 'first') return {};
  if (task.kind === 'up') return { endingBefore: task.id, created: { lte: task.ceiling } };
  const floor = task.floor === null ? {} : { gte: task.floor };
  if (task.kind === 'probe') return { created: { lte: task.at, ...floor } };
  return { startingAfter: task.id, ...(task.floor === null ? {} : { created: floor }) };
}

function endsOf({ items, unreadable, hasMore }: PageOf<ParsedSubscription>): PageEnds {
  const end = (facts: Subscription | undefined) => (facts ? { id: facts.id, at: facts.created } : null);
  return {
    count: items.length + unreadable.length,
    first: end(items[0]?.facts),
    last: end(items.at(-1)?.facts),
    hasMore,
  };
}

function readNow(at: Checkpoint, id: SubscriptionId): void {
  if (at.work?.kind === 'everything') at.work.large = at.work.large.filter((one) => one !== id);
}

/**
 * Linked subscriptions that the list did not have: ended, or gone, in which case the last known facts stay. Also
 * large ones that a read which ended half-way has left without their items.
 * @param unmet linked ones that are not stored yet
 */
async function readMissing(
  context: AccountReadContext,
  recorder: Recorder,
  catalogue: CatalogueReader,
  unmet: ReadonlySet<SubscriptionId>,
  team: Team,
): Promise<Step> {
  const { linked } = context;
  const { work } = recorder.at;
  const large = work?.kind === 'everything' ? work.large : [];
  const options = { atOnce: MOST_WALKERS, stopped: () => team.stopped() };
  return inParallel([...new Set([...large, ...unmet])], options, async (id): Promise<Step> => {
    if (recorder.at.absent.includes(id)) return DONE;
    const read = await lookUp(context, id);
    if (!read.ok) return read;
    const { looked } = read;
    const facts = looked.kind !== 'absent' && isWanted(looked.facts, linked) ? looked.facts : null;
    await recorder.record(
      { subscriptions: facts ? [facts] : [], coupons: looked.kind === 'found' ? looked.coupons : [] },
      (at) => {
        readNow(at, id);
        if (!facts && linked.has(id)) at.absent.push(id);
      },
      (stored) => withoutKnownCoupons(context, stored),
    );
    if (facts) catalogue.meet([facts]);
    context.onProgress({ objectsRead: recorder.at.objectsRead, fraction: null });
    return DONE;
  });
}
