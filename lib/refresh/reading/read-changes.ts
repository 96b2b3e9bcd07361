import type { SubscriptionId } from '../../model/ids.ts';
import type { Subscription } from '../../model/subscription.ts';
import { batchesOf } from '../../store/records/subscriptions.ts';
import type { StripeResult } from '../../stripe/errors.ts';
import type { ChangesWork, Recorder } from '../checkpoint.ts';
import { CatalogueReader, knownCatalogue } from './catalogue.ts';
import type { AccountReadContext } from './context.ts';
import { createTeam, DONE, inParallel, type Step } from './in-parallel.ts';
import { isWanted, type Looked, lookUp, withoutKnownCoupons } from './look-up.ts';
import { MOST_WALKERS } from './read-everything.ts';

/**
 * Reads anew what the events named, by id, since their payloads may be of any API version. The records lie under the
 * run's generation, where no page looks; the commit puts them in the place of those that are shown
 * (docs/adr/0002-changes-without-a-generation.md).
 */
export async function readChanges(
  context: AccountReadContext,
  recorder: Recorder,
  outOfTime: () => boolean,
): Promise<Step> {
  const work = () => workOf(recorder);
  const { subscriptions, customers, products } = work();
  if (subscriptions.length + customers.length + products.length === 0 && recorder.at.coupons === null)
    return DONE;
  const team = createTeam(outOfTime);
  const catalogue = new CatalogueReader(context, recorder, team, await knownCatalogue(context), 'changes');
  for await (const batch of batchesOf(context.store, context.connection.id, context.run.generation)) {
    catalogue.meet(batch);
  }
  const options = { atOnce: MOST_WALKERS, stopped: () => team.stopped() };
  const tell = () => {
    const left = work().subscriptions.length + work().customers.length;
    const fraction = work().planned > 0 ? 1 - left / work().planned : null;
    context.onProgress({ objectsRead: recorder.at.objectsRead, fraction });
  };

  team.start(() =>
    inParallel(subscriptions, options, async (id): Promise<Step> => {
      const read = await lookUp(context, id);
      if (!read.ok) return read;
      const facts = await recordLooked(context, recorder, id, read.looked);
      if (facts) catalogue.meet([facts]);
      tell();
      return DONE;
    }),
  );
  const read = await team.ended();
  if (!read.ok) return read;

  // After the subscriptions: one that was just read brings its customer along.
  team.start(() =>
    inParallel(customers, options, async (customer): Promise<Step> => {
      const gone = new Set(work().gone);
      const left = customer.subscriptions.filter((id) => !gone.has(id));
      const changed = await readCustomer(context, { ...customer, subscriptions: left });
      if (!changed.ok) return changed;
      await recorder.record({ subscriptions: changed.subscriptions }, (at) => {
        if (at.work?.kind !== 'changes') return;
        at.work.customers = at.work.customers.filter(({ id }) => id !== customer.id);
      });
      catalogue.meet(changed.subscriptions);
      tell();
      return DONE;
    }),
  );
  const patched = await team.ended();
  if (!patched.ok) return patched;
  catalogue.renamed(products);
  catalogue.askNow();
  return team.ended();
}

function workOf(recorder: Recorder): ChangesWork {
  const { work } = recorder.at;
  if (work?.kind !== 'changes') throw new Error('not a read of changes');
  return work;
}

/** Stores what was found; the facts, where there are some to show. */
async function recordLooked(
  context: AccountReadContext,
  recorder: Recorder,
  id: SubscriptionId,
  looked: Looked,
): Promise<Subscription | null> {
  const { linked } = context;
  const facts = looked.kind !== 'absent' && isWanted(looked.facts, linked) ? looked.facts : null;
  const coupons = looked.kind === 'found' && facts ? looked.coupons : [];
  await recorder.record(
    { subscriptions: facts ? [facts] : [], coupons },
    (at) => {
      if (at.work?.kind !== 'changes') return;
      at.work.subscriptions = at.work.subscriptions.filter((one) => one !== id);
      at.absent = at.absent.filter((one) => one !== id);
      if (!facts && linked.has(id)) at.absent.push(id);
      if (!facts && !linked.has(id)) at.work.gone.push(id);
    },
    (page) => withoutKnownCoupons(context, page),
  );
  return facts;
}

/** The shown subscriptions of a customer with the customer as it is now; those read in this refresh have that already. */
async function readCustomer(
  { store, reader, connection, run }: AccountReadContext,
  { id, subscriptions }: ChangesWork['customers'][number],
): Promise<StripeResult<{ subscriptions: Subscription[] }>> {
  const others: Subscription[] = [];
  let fresh: Pick<Subscription, 'customer' | 'customerDiscount'> | null = null;
  for (const one of subscriptions) {
    const read = await store.get('subscriptions', [connection.id, run.generation, one]);
    if (read && read.customer.id === id && read.missingSince === null) fresh = read;
    if (read) continue;
    const shown = await store.get('subscriptions', [connection.id, connection.generation, one]);
    if (shown && shown.missingSince === null) others.push(shown);
  }
  if (others.length === 0) return { ok: true, subscriptions: [] };
  if (!fresh) {
    const found = await reader.getCustomer(id);
    if (found.ok) fresh = { customer: found.customer, customerDiscount: found.discount };
    else if (found.code !== 'stripe-not-found') return { ...found, code: found.code };
  }
  if (!fresh) return { ok: true, subscriptions: [] };
  const { customer, customerDiscount } = fresh;
  return { ok: true, subscriptions: others.map((facts) => ({ ...facts, customer, customerDiscount })) };
}
