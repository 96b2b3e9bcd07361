import type { Invoice } from '../../model/subscription.ts';
import { deleteOtherGenerations } from '../../store/generations/cleanup.ts';
import { dropRun } from '../../store/generations/run.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import { checkpointIn, emptyCheckpoint, noteUnreadable } from '../checkpoint.ts';
import { PageWriter } from '../page-writer.ts';
import { MOST_REPLACED, planRead } from '../plan.ts';
import { countReplaced, replacedBy } from '../replaced-records.ts';
import type { CompletedRead, ReadAccount, ReadContext } from './context.ts';
import { findDrift } from './drift.ts';
import { noteFailedPayments } from './failed-payments.ts';
import { listDown } from './list-down.ts';
import { readChanges } from './read-changes.ts';
import { readEverything } from './read-everything.ts';
import type { SubscriptionPage } from './subscription-page.ts';
import { createTaskGroup, DONE, type Step } from './task-group.ts';

/**
 * One refresh of one account, in as few requests as possible:
 *
 *     open invoices ────────────────────────────────────────────────┐
 *     events ─▶ plan ─┬─ what changed, by id (read-changes.ts) ──────┼─▶ complete
 *                     └─ everything (read-everything.ts) ─▶ drift ───┘
 */
export const readAccount: ReadAccount = async (context) => {
  const { store, run, connection } = context;
  const known = checkpointIn(run.walkers, connection.permissions);
  // The checkpoint is of another build or key, so its stored records are unusable.
  if (!known && run.walkers !== null) {
    await dropRun(store, connection.id);
    await deleteOtherGenerations(store, connection.id);
  }
  const writer = new PageWriter(context, known ?? emptyCheckpoint(connection.permissions));
  if (!known) writer.checkpoint.absent = [...(connection.feed?.absent ?? [])];

  const tasks = createTaskGroup(() => context.now() >= context.deadline);
  const isStopped = () => tasks.isStopped();
  let listed = () => {};
  const isListed = new Promise<void>((resolve) => {
    listed = resolve;
  });
  tasks.start(async () => {
    const read = await readOpenInvoices(context, writer, isStopped);
    await isListed;
    return read.ok && !isStopped() ? noteFailedPayments(context, writer) : read;
  });
  tasks.start(() => readSubscriptions(context, writer, isStopped, listed).finally(listed));
  const step = await tasks.settled();
  if (!step.ok) return step;

  if (writer.checkpoint.work?.kind === 'changes' && (await isTooMuchForOneCommit(context, writer))) {
    await writer.restartAsFullRead();
    tasks.start(() => readSubscriptions(context, writer, isStopped, () => {}));
    const again = await tasks.settled();
    if (!again.ok) return again;
  }
  return { ok: true, read: completedRead(writer) };
};

async function readSubscriptions(
  context: ReadContext,
  writer: PageWriter,
  isStopped: () => boolean,
  onListed: () => void,
): Promise<Step> {
  let firstPage: SubscriptionPage | null = null;
  if (writer.checkpoint.work === null) {
    const planned = await planRead(context);
    if (!planned.ok) return planned;
    firstPage = planned.plan.firstPage;
    await writer.storePage({}, (checkpoint) => {
      // Copied: the checkpoint in memory and the one being written must not share objects.
      checkpoint.work = structuredClone(planned.plan.work);
      if (checkpoint.work.kind === 'everything') checkpoint.absent = [];
    });
  }
  if (writer.checkpoint.work?.kind === 'changes') return readChanges(context, writer, isStopped);
  const read = await readEverything({ context, writer, isOutOfTime: isStopped, firstPage, onListed });
  const { work } = writer.checkpoint;
  if (!read.ok || work?.kind !== 'everything' || work.drift !== null || work.announced === null) return read;
  const drift = await findDrift(context, work);
  await writer.storePage({}, (checkpoint) => {
    if (checkpoint.work?.kind === 'everything') checkpoint.work.drift = drift;
  });
  return DONE;
}

/** Open invoices decide who is late and are few, so every refresh reads all of them, 100 per request. */
function readOpenInvoices(context: ReadContext, writer: PageWriter, isStopped: () => boolean): Promise<Step> {
  const { reader, connection } = context;
  if (!connection.permissions.invoices) return Promise.resolve(DONE);
  return listDown<Invoice>({
    from: writer.checkpoint.invoices,
    list: (request) => reader.listOpenInvoices({ limit: PAGE_SIZE, ...request }),
    isStopped,
    store: async ({ items: invoices, unreadable }, position) => {
      await writer.storePage({ invoices }, (checkpoint) => {
        checkpoint.invoices = position;
        noteUnreadable(checkpoint, unreadable);
      });
      context.onProgress({ objectsRead: writer.checkpoint.objectsRead, fraction: null });
      return false;
    },
  });
}

async function isTooMuchForOneCommit(
  { store, connection, run }: ReadContext,
  writer: PageWriter,
): Promise<boolean> {
  const replaced = await replacedBy({ store, connection, run, read: completedRead(writer) });
  return countReplaced(replaced) > MOST_REPLACED;
}

function completedRead({ checkpoint, subscriptions }: PageWriter): CompletedRead {
  const { work, absent, awaiting, unreadable } = checkpoint;
  if (work === null) throw new Error('a read that was never planned');
  return {
    kind: work.kind,
    eventsPosition: work.events.position,
    eventsSeen: work.events.seen,
    absent,
    awaiting,
    subscriptions: work.kind === 'everything' ? subscriptions : null,
    gone: work.kind === 'changes' ? work.gone : [],
    drift: work.kind === 'everything' ? work.drift : null,
    unreadable: unreadable.length,
  };
}
