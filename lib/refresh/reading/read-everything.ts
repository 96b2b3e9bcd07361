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
  /** true: out of time, or something else failed. */
  isOutOfTime: () => boolean;
  firstPage: SubscriptionPage | null;
  onListed: () => void;
}

/**
 * Reads every subscription that has not ended, and linked ones that have, with catalogue entries:
 *
 *     pages, several at once (gaps.ts says which) ─┬─▶ linked ones missing from the list ─▶ remaining names and terms
 *     names and terms referred to so far ──────────┘
 *
 * Objects created or changed during the read may be missing or old: the next change feed starts before the first page
 * and brings them.
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
  tasks.start(() => details.readRest());
  return tasks.settled();
}

async function shownPages({ store, connection }: ReadContext): Promise<number | null> {
  if (connection.generation === 0) return null;
  const count = await store.count('subscriptions', generationRange(connection.id, connection.generation));
  return count / PAGE_SIZE;
}

/**
 * Linked subscriptions missing from the list (ended, or deleted at Stripe), and large ones left by an
 * interrupted read.
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
