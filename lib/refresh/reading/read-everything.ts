import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import { batchesOf, generationRange } from '../../store/records/subscriptions.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import { removeLarge } from '../checkpoint.ts';
import type { PageWriter } from '../page-writer.ts';
import { CatalogueReader, knownCatalogue } from './catalogue.ts';
import type { ReadContext } from './context.ts';
import { DetailReader } from './details.ts';
import { isWanted, lookUp, withoutKnownCoupons } from './look-up.ts';
import { ListWalk, MOST_WALKERS } from './parallel-walk.ts';
import type { SubscriptionPage } from './subscription-page.ts';
import { createTaskGroup, DONE, forEachInParallel, type Step, type TaskGroup } from './task-group.ts';

interface FullReadOptions {
  context: ReadContext;
  writer: PageWriter;
  /** true: the time budget is used up, or something else failed. */
  isOutOfTime: () => boolean;
  /** The newest page, if the caller has it already. */
  firstPage: SubscriptionPage | null;
  /** Called once no page of the list is left to request. */
  onListed: () => void;
}

/**
 * Reads every subscription that has not ended (and the linked ones that have), with all names and terms, under the
 * run's generation. Meanwhile the caller reads the open invoices.
 *
 *     pages, several at once (gaps.ts says which) ─┬─▶ linked ones missing from the list ─▶ remaining names and terms
 *     names and terms referred to so far ──────────┘
 *
 * An object created during the read may be included or not, one changed during it may be old or new: the next change
 * feed starts before the first page and brings both. No other object is lost or doubled.
 */
export async function readEverything({
  context,
  writer,
  isOutOfTime,
  firstPage,
  onListed,
}: FullReadOptions): Promise<Step> {
  const tasks = createTaskGroup(isOutOfTime);
  const known = await knownCatalogue(context);
  const catalogue = new CatalogueReader({ context, writer, tasks, known, mode: 'everything' });
  const unread = new Set(context.linked);
  const details = new DetailReader({ context, writer, isStopped: () => tasks.isStopped() });
  const onSubscriptions = (subscriptions: readonly Subscription[]) => {
    catalogue.noteReferences(subscriptions);
    details.note(subscriptions);
    for (const { id } of subscriptions) unread.delete(id);
  };
  // After a resume: what was stored before.
  for await (const batch of batchesOf(context.store, context.connection.id, context.run.generation)) {
    onSubscriptions(batch);
  }
  const expectedPages = await shownPages(context);
  const walk = new ListWalk({
    context,
    writer,
    tasks,
    catalogue,
    onSubscriptions,
    expectedPages,
    firstPage,
  });
  tasks.start(() => walk.run());
  const walked = await tasks.settled();
  if (!walked.ok) return walked;
  onListed();
  tasks.start(() => readUnlisted({ context, writer, onSubscriptions, unread: [...unread], tasks }));
  const linked = await tasks.settled();
  if (!linked.ok) return linked;
  tasks.start(() => details.readSchedules((subscriptions) => catalogue.noteReferences(subscriptions)));
  const planned = await tasks.settled();
  if (!planned.ok) return planned;
  catalogue.readNoted();
  // The coupons are listed by now.
  tasks.start(() => details.readRest());
  return tasks.settled();
}

/** Pages that the list had when it was last read; null: never. */
async function shownPages({ store, connection }: ReadContext): Promise<number | null> {
  if (connection.generation === 0) return null;
  const count = await store.count('subscriptions', generationRange(connection.id, connection.generation));
  return count / PAGE_SIZE;
}

/**
 * Looks up the linked subscriptions that the list did not contain: they have ended, or Stripe no longer has them and
 * the last known version stays. Also large ones whose items an interrupted read did not get to.
 */
async function readUnlisted({
  context,
  writer,
  onSubscriptions,
  unread,
  tasks,
}: {
  context: ReadContext;
  writer: PageWriter;
  onSubscriptions: (subscriptions: readonly Subscription[]) => void;
  /** Linked subscriptions that are not stored yet. */
  unread: readonly SubscriptionId[];
  tasks: TaskGroup;
}): Promise<Step> {
  const { linked } = context;
  const { work } = writer.checkpoint;
  const large = work?.kind === 'everything' ? work.large : [];
  const options = { atOnce: MOST_WALKERS, isStopped: () => tasks.isStopped() };
  return forEachInParallel([...new Set([...large, ...unread])], options, async (id): Promise<Step> => {
    if (writer.checkpoint.absent.includes(id)) return DONE;
    const read = await lookUp(context, id);
    if (!read.ok) return read;
    const { result } = read;
    const shown =
      result.kind !== 'absent' && isWanted(result.subscription, linked) ? result.subscription : null;
    await writer.storePage(
      { subscriptions: shown ? [shown] : [], coupons: result.kind === 'found' ? result.coupons : [] },
      (checkpoint) => {
        removeLarge(checkpoint, id);
        if (!shown && linked.has(id)) checkpoint.absent.push(id);
      },
      (page) => withoutKnownCoupons(context, page),
    );
    if (shown) onSubscriptions([shown]);
    context.onProgress({ objectsRead: writer.checkpoint.objectsRead, fraction: null });
    return DONE;
  });
}
