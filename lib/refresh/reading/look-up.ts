import { hasEnded } from '../../billing/status.ts';
import { latestFullInvoice } from '../../billing/tax.ts';
import type { SubscriptionId } from '../../model/ids.ts';
import type { Coupon, Subscription } from '../../model/subscription.ts';
import type { StripePage } from '../../store/generations/run.ts';
import { stagingOf } from '../../store/generations/staging.ts';
import { readSubscription } from '../../store/records/subscriptions.ts';
import { type StripeResult, stopping } from '../../stripe/errors.ts';
import { expansionsFor } from '../../stripe/expansions.ts';
import { type ParsedSubscription, unreadableSubscription } from '../../stripe/parse/subscription.ts';
import type { ReadContext } from './context.ts';

/** false: ended and not linked. */
export function isWanted(subscription: Subscription, linked: ReadonlySet<SubscriptionId>): boolean {
  return !hasEnded(subscription) || linked.has(subscription.id);
}

/** Stripe embeds only the first items; the rest take requests. */
export async function withAllItems(
  { reader, connection }: Pick<ReadContext, 'reader' | 'connection'>,
  parsed: ParsedSubscription,
): Promise<StripeResult<{ subscription: Subscription }>> {
  if (!parsed.moreItems) return { ok: true, subscription: parsed.facts };
  const expand = expansionsFor(connection.permissions);
  const all = await reader.listSubscriptionItems(parsed.facts.id, { expand });
  if (all.ok) {
    const subscription = { ...parsed.facts, items: all.items };
    return { ok: true, subscription: all.complete ? subscription : withoutSomeItems(subscription) };
  }
  return stopping(all) ?? { ok: true, subscription: withoutSomeItems(parsed.facts) };
}

const withoutSomeItems = (facts: Subscription): Subscription => ({
  ...facts,
  unreadable: [...new Set([...(facts.unreadable ?? []), 'items'])],
});

export type LookUpResult =
  /** Also if Stripe's object can't be read: then with unknown figures. */
  | { kind: 'found'; subscription: Subscription; coupons: Coupon[] }
  /** Stripe no longer has it: as last read, with `missingSince` set. */
  | { kind: 'missing'; subscription: Subscription }
  /** Stripe does not have it, and it was never read or is not linked. */
  | { kind: 'absent' };

export async function lookUp(
  context: ReadContext,
  id: SubscriptionId,
): Promise<StripeResult<{ result: LookUpResult }>> {
  const { reader, connection, run, linked } = context;
  const found = await reader.getSubscription(id, { expand: expansionsFor(connection.permissions) });
  if (found.ok) {
    const whole = await withAllItems(context, found.subscription);
    if (!whole.ok) return whole;
    const { subscription } = whole;
    return { ok: true, result: { kind: 'found', subscription, coupons: found.subscription.coupons } };
  }
  const stop = found.code === 'stripe-wrong-mode' ? null : stopping(found);
  if (stop) return stop;
  if (found.code === 'stripe-unreadable' || found.code === 'stripe-refused') {
    const subscription = unreadableSubscription(id, await lastKnown(context, id));
    return { ok: true, result: { kind: 'found', subscription, coupons: [] } };
  }
  const last = linked.has(id) ? await lastKnown(context, id) : null;
  if (!last) return { ok: true, result: { kind: 'absent' } };
  const subscription = { ...last, missingSince: last.missingSince ?? run.startedAt };
  return { ok: true, result: { kind: 'missing', subscription } };
}

async function lastKnown(
  context: Pick<ReadContext, 'store' | 'connection'>,
  id: SubscriptionId,
): Promise<Subscription | null> {
  const { store, connection } = context;
  const record = await readSubscription(store, connection.id, connection.generation, id);
  if (!record) return null;
  const { connectionId: _connection, generation: _generation, ...subscription } = record;
  return subscription;
}

/**
 * Adds what an earlier refresh looked up, to save requests: the last full-period invoice, which gives the
 * share of automatic tax, and the product limits of coupons.
 */
export async function withCarriedOver(
  context: Pick<ReadContext, 'store' | 'connection'>,
  page: StripePage,
): Promise<StripePage> {
  if (!page.subscriptions?.some(lacksDetails)) return page;
  const carried = page.subscriptions.map(async (subscription) => {
    const last = lacksDetails(subscription) ? await lastKnown(context, subscription.id) : null;
    return last ? withCoupons(withFullInvoice(subscription, last), last) : subscription;
  });
  return { ...page, subscriptions: await Promise.all(carried) };
}

/** No known invoice gives the share of automatic tax. */
export const lacksFullInvoice = (subscription: Subscription): boolean =>
  subscription.automaticTax && latestFullInvoice(subscription) === null;

const lacksDetails = (subscription: Subscription): boolean =>
  lacksFullInvoice(subscription) ||
  subscription.discounts.some(({ coupon }) => coupon !== undefined && coupon.appliesTo === undefined);

/** null in the earlier record: looked up and not found; valid until another invoice is made. */
function withFullInvoice(subscription: Subscription, last: Subscription): Subscription {
  if (!lacksFullInvoice(subscription)) return subscription;
  const invoice = latestFullInvoice(last);
  if (invoice) return { ...subscription, latestCycleInvoice: invoice };
  const isSame = last.latestInvoice?.id === subscription.latestInvoice?.id;
  return last.latestCycleInvoice === null && isSame
    ? { ...subscription, latestCycleInvoice: null }
    : subscription;
}

function withCoupons(subscription: Subscription, last: Subscription): Subscription {
  const known = new Map(last.discounts.map((discount) => [discount.id, discount.coupon]));
  const discounts = subscription.discounts.map((discount) => {
    const { coupon, id } = discount;
    const before = known.get(id);
    const isRead = coupon?.appliesTo === undefined && before?.appliesTo !== undefined;
    return coupon && isRead && before?.id === coupon.id ? { ...discount, coupon: before } : discount;
  });
  return { ...subscription, discounts };
}

/**
 * A coupon embedded in a discount lacks `applies_to`; the coupon list has it but omits deleted ones. So an
 * embedded coupon never replaces a stored one.
 */
export async function withoutKnownCoupons(
  { store, connection }: Pick<ReadContext, 'store' | 'connection'>,
  page: StripePage,
): Promise<StripePage> {
  const coupons: Coupon[] = [];
  for (const coupon of new Map((page.coupons ?? []).map((one) => [one.id, one])).values()) {
    const keys = [connection.id, stagingOf(connection.id)];
    const known = await Promise.all(keys.map((owner) => store.getKey('coupons', [owner, coupon.id])));
    if (known.every((key) => key === undefined)) coupons.push(coupon);
  }
  return { ...page, coupons };
}
