import { hasEnded } from '../../billing/status.ts';
import type { Subscription } from '../../model/subscription.ts';
import type { SubscriptionRecord } from '../../store/db/schema.ts';
import { batchesOf } from '../../store/records/subscriptions.ts';
import type { FullWork } from '../checkpoint.ts';
import { listAnnounced } from '../plan.ts';
import type { ReadContext } from './context.ts';

/**
 * Counts subscriptions that changed without an event: what the change feed missed. null: unknown (nothing was
 * shown, or too many events). Costs one request, only if something differs: it may have changed during the
 * read.
 */
export async function findDrift(context: ReadContext, work: FullWork): Promise<number | null> {
  const { announced } = work;
  if (announced === null) return null;
  const subscriptions = new Set<string>(announced.subscriptions);
  const customers = new Set<string>(announced.customers);
  const candidates: Subscription[] = [];
  for await (const facts of differences(context)) {
    if (!subscriptions.has(facts.id) && !customers.has(facts.customer.id)) candidates.push(facts);
  }
  if (candidates.length === 0) return 0;
  const later = await listAnnounced(context);
  if (!later.ok) return null;
  return candidates.filter(
    ({ id, customer }) => !later.subscriptions.has(id) && !later.customers.has(customer.id),
  ).length;
}

/** New, gone or different in the run's generation. Both sides are in id order. */
async function* differences({ store, connection, run }: ReadContext): AsyncGenerator<Subscription> {
  const shown = oneByOne(batchesOf(store, connection.id, connection.generation));
  const read = oneByOne(batchesOf(store, connection.id, run.generation));
  let [before, after] = [await next(shown), await next(read)];
  while (before || after) {
    if (before && (!after || before.id < after.id)) {
      if (!hasEnded(before) && before.missingSince === null) yield before;
      before = await next(shown);
    } else if (after && (!before || after.id < before.id)) {
      yield after;
      after = await next(read);
    } else if (before && after) {
      if (textOf(before) !== textOf(after)) yield after;
      [before, after] = [await next(shown), await next(read)];
    }
  }
}

async function* oneByOne(batches: AsyncGenerator<SubscriptionRecord[]>): AsyncGenerator<SubscriptionRecord> {
  for await (const batch of batches) yield* batch;
}

async function next(records: AsyncGenerator<SubscriptionRecord>): Promise<SubscriptionRecord | null> {
  const { value, done } = await records.next();
  return done ? null : value;
}

/** Leaves out carried-over invoices, which this read did not get from Stripe. */
function textOf({
  generation: _generation,
  latestCycleInvoice: _carried,
  ...facts
}: SubscriptionRecord): string {
  return JSON.stringify(facts);
}
