import type { Invoice } from '../../model/subscription.ts';
import { deleteOtherGenerations, dropRun } from '../../store/generations/generations.ts';
import { checkpointIn, emptyCheckpoint, Recorder } from '../checkpoint.ts';
import { MOST_REPLACED, makePlan } from '../plan.ts';
import { countReplaced, replacedBy } from '../replaced.ts';
import type { AccountRead, AccountReadContext, WholeRead } from './context.ts';
import { findDrift } from './drift.ts';
import { createTeam, DONE, type Step } from './in-parallel.ts';
import { listDown } from './list-down.ts';
import { readChanges } from './read-changes.ts';
import { readEverything, type SubscriptionPage } from './read-everything.ts';

/**
 * One refresh of one account, as cheap as it can be:
 *
 *     open invoices ────────────────────────────────────────────────┐
 *     events ─▶ plan ─┬─ what changed, by id (change-feed.ts) ───────┼─▶ complete
 *                     └─ everything (parallel-read.ts) ─▶ drift ─────┘
 */
export const readAccount: AccountRead = async (context) => {
  const { store, run, connection } = context;
  const known = checkpointIn(run.walkers, connection.permissions);
  // Written by another build, or for another key: what lies under the run's generation is of no use.
  if (!known && run.walkers !== null) {
    await dropRun(store, connection.id);
    await deleteOtherGenerations(store, connection.id);
  }
  const recorder = new Recorder(context, known ?? emptyCheckpoint(connection.permissions));
  if (!known) recorder.at.absent = [...(connection.feed?.absent ?? [])];

  const team = createTeam(() => context.now() >= context.deadline);
  const stopped = () => team.stopped();
  team.start(() => readOpenInvoices(context, recorder, stopped));
  team.start(() => readSubscriptions(context, recorder, stopped));
  const step = await team.ended();
  if (!step.ok) return step;

  if (recorder.at.work?.kind === 'changes' && (await isTooMuch(context, recorder))) {
    await recorder.startOver();
    team.start(() => readSubscriptions(context, recorder, stopped));
    const again = await team.ended();
    if (!again.ok) return again;
  }
  return { ok: true, read: wholeRead(recorder) };
};

async function readSubscriptions(
  context: AccountReadContext,
  recorder: Recorder,
  stopped: () => boolean,
): Promise<Step> {
  let firstPage: SubscriptionPage | null = null;
  if (recorder.at.work === null) {
    const planned = await makePlan(context);
    if (!planned.ok) return planned;
    firstPage = planned.plan.firstPage;
    await recorder.record({}, (at) => {
      // A copy for each: the checkpoint in memory and the one that is written must not share what they change.
      at.work = structuredClone(planned.plan.work);
      // A full read asks for those anew.
      if (at.work.kind === 'everything') at.absent = [];
    });
  }
  if (recorder.at.work?.kind === 'changes') return readChanges(context, recorder, stopped);
  const read = await readEverything(context, recorder, stopped, firstPage);
  const { work } = recorder.at;
  if (!read.ok || work?.kind !== 'everything' || work.drift !== null || work.announced === null) return read;
  const drift = await findDrift(context, work);
  await recorder.record({}, (at) => {
    if (at.work?.kind === 'everything') at.work.drift = drift;
  });
  return DONE;
}

/** They decide who is late, and are few: read whole each time, one request for each hundred. */
function readOpenInvoices(
  context: AccountReadContext,
  recorder: Recorder,
  stopped: () => boolean,
): Promise<Step> {
  const { reader, connection } = context;
  if (!connection.permissions.invoices) return Promise.resolve(DONE);
  return listDown<Invoice>(
    recorder.at.invoices,
    (request) => reader.listOpenInvoices({ limit: 100, ...request }),
    stopped,
    async (invoices, position) => {
      await recorder.record({ invoices }, (at) => {
        at.invoices = position;
      });
      context.onProgress({ objectsRead: recorder.at.objectsRead, fraction: null });
      return false;
    },
  );
}

async function isTooMuch(
  { store, connection, run }: AccountReadContext,
  recorder: Recorder,
): Promise<boolean> {
  const replaced = await replacedBy(store, connection, run, wholeRead(recorder));
  return countReplaced(replaced) > MOST_REPLACED;
}

function wholeRead({ at, subscriptions }: Recorder): WholeRead {
  const { work } = at;
  if (work === null) throw new Error('a read that was never planned');
  return {
    kind: work.kind,
    eventsPosition: work.events.position,
    eventsSeen: work.events.seen,
    absent: at.absent,
    subscriptions: work.kind === 'everything' ? subscriptions : null,
    gone: work.kind === 'changes' ? work.gone : [],
    drift: work.kind === 'everything' ? work.drift : null,
  };
}
