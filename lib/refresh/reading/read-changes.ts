import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import { batchesOf, readSubscription } from '../../store/records/subscriptions.ts';
import { type StripeResult, stopping } from '../../stripe/errors.ts';
import type { ChangesWork } from '../checkpoint.ts';
import type { PageWriter } from '../page-writer.ts';
import { CatalogueReader, knownCatalogue } from './catalogue.ts';
import type { ReadContext } from './context.ts';
import { DetailReader } from './details.ts';
import { isWanted, type LookUpResult, lookUp, withoutKnownCoupons } from './look-up.ts';
import { MOST_WALKERS } from './parallel-walk.ts';
import { createTaskGroup, DONE, forEachInParallel, type Step } from './task-group.ts';

/**
 * Reads by id what the events named, because an event's payload may be in any API version. Pages don't read
 * the run's generation; the commit replaces the shown records
 * (docs/adr/0002-changes-without-a-generation.md).
 */
export async function readChanges(
  context: ReadContext,
  writer: PageWriter,
  isOutOfTime: () => boolean,
): Promise<Step> {
  const work = () => workOf(writer);
  const { subscriptions, customers, products, prices } = work();
  const count = subscriptions.length + customers.length + products.length + prices.length;
  if (count === 0 && writer.checkpoint.coupons === null) return DONE;
  const tasks = createTaskGroup(isOutOfTime);
  const known = await knownCatalogue(context);
  const catalogue = new CatalogueReader({ context, writer, tasks, known, mode: 'changes' });
  const details = new DetailReader({ context, writer, isStopped: () => tasks.isStopped() });
  const note = (read: readonly Subscription[]) => {
    catalogue.noteReferences(read);
    details.note(read);
  };
  for await (const batch of batchesOf(context.store, context.connection.id, context.run.generation)) {
    note(batch);
  }
  const options = { atOnce: MOST_WALKERS, isStopped: () => tasks.isStopped() };
  const reportProgress = () => {
    const left = work().subscriptions.length + work().customers.length;
    const fraction = work().planned > 0 ? 1 - left / work().planned : null;
    context.onProgress({ objectsRead: writer.checkpoint.objectsRead, fraction });
  };

  tasks.start(() =>
    forEachInParallel(subscriptions, options, async (id): Promise<Step> => {
      const read = await lookUp(context, id);
      if (!read.ok) return read;
      const subscription = await storeLookUp({ context, writer, id, result: read.result });
      if (subscription) note([subscription]);
      reportProgress();
      return DONE;
    }),
  );
  const read = await tasks.settled();
  if (!read.ok) return read;

  // After the subscriptions, because those just read include their customer.
  tasks.start(() =>
    forEachInParallel(customers, options, async (customer): Promise<Step> => {
      const gone = new Set(work().gone);
      const left = customer.subscriptions.filter((id) => !gone.has(id));
      const changed = await readCustomer(context, { ...customer, subscriptions: left });
      if (!changed.ok) return changed;
      await writer.storePage({ subscriptions: changed.subscriptions }, (checkpoint) => {
        if (checkpoint.work?.kind !== 'changes') return;
        checkpoint.work.customers = checkpoint.work.customers.filter(({ id }) => id !== customer.id);
      });
      note(changed.subscriptions);
      reportProgress();
      return DONE;
    }),
  );
  const patched = await tasks.settled();
  if (!patched.ok) return patched;
  tasks.start(() => details.readSchedules((read) => catalogue.noteReferences(read)));
  const planned = await tasks.settled();
  if (!planned.ok) return planned;
  catalogue.noteProducts(products);
  catalogue.notePrices(prices);
  catalogue.readNoted();
  const named = await tasks.settled();
  return named.ok ? details.readRest() : named;
}

function workOf(writer: PageWriter): ChangesWork {
  const { work } = writer.checkpoint;
  if (work?.kind !== 'changes') throw new Error('not a read of changes');
  return work;
}

async function storeLookUp({
  context,
  writer,
  id,
  result,
}: {
  context: ReadContext;
  writer: PageWriter;
  id: SubscriptionId;
  result: LookUpResult;
}): Promise<Subscription | null> {
  const { linked } = context;
  const shown =
    result.kind !== 'absent' && isWanted(result.subscription, linked) ? result.subscription : null;
  const coupons = result.kind === 'found' && shown ? result.coupons : [];
  await writer.storePage(
    { subscriptions: shown ? [shown] : [], coupons },
    (checkpoint) => {
      if (checkpoint.work?.kind !== 'changes') return;
      checkpoint.work.subscriptions = checkpoint.work.subscriptions.filter((one) => one !== id);
      checkpoint.absent = checkpoint.absent.filter((one) => one !== id);
      if (!shown && linked.has(id)) checkpoint.absent.push(id);
      if (!shown && !linked.has(id)) checkpoint.work.gone.push(id);
    },
    (page) => withoutKnownCoupons(context, page),
  );
  return shown;
}

/** Skips subscriptions that this refresh has read already. */
async function readCustomer(
  { store, reader, connection, run }: ReadContext,
  { id, subscriptions }: ChangesWork['customers'][number],
): Promise<StripeResult<{ subscriptions: Subscription[] }>> {
  const others: Subscription[] = [];
  let fresh: Pick<Subscription, 'customer' | 'customerDiscount'> | null = null;
  for (const one of subscriptions) {
    const read = await readSubscription(store, connection.id, run.generation, one);
    if (read && read.customer.id === id && read.missingSince === null) fresh = read;
    if (read) continue;
    const shown = await readSubscription(store, connection.id, connection.generation, one);
    if (shown && shown.missingSince === null) others.push(shown);
  }
  if (others.length === 0) return { ok: true, subscriptions: [] };
  if (!fresh) {
    const found = await reader.getCustomer(id);
    if (found.ok) fresh = { customer: found.customer, customerDiscount: found.discount };
    else {
      const stop = stopping(found);
      if (stop) return stop;
      if (found.code !== 'stripe-not-found') return { ok: true, subscriptions: others.map(ofUnreadable) };
    }
  }
  if (!fresh) return { ok: true, subscriptions: [] };
  const { customer, customerDiscount } = fresh;
  return { ok: true, subscriptions: others.map((one) => ({ ...one, customer, customerDiscount })) };
}

/** What the customer decides is unknown: the status by their credit, the amounts by their discount. */
function ofUnreadable(subscription: Subscription): Subscription {
  const unreadable = ['customer'];
  return {
    ...subscription,
    customer: { ...subscription.customer, unreadable },
    customerDiscount: { id: '', couponId: null, start: null, end: null, unreadable },
  };
}
