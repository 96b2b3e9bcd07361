import type { EventType, Invoice, Item, Subscription } from '../objects/wire.ts';

/** The names that `types[]` accepts here. A name with a typing error is refused. */
export const EVENT_TYPES = [
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.trial_will_end',
  'customer.subscription.pending_update_applied',
  'customer.subscription.pending_update_expired',
  'subscription_schedule.aborted',
  'subscription_schedule.canceled',
  'subscription_schedule.completed',
  'subscription_schedule.created',
  'subscription_schedule.expiring',
  'subscription_schedule.released',
  'subscription_schedule.updated',
  'invoice.created',
  'invoice.deleted',
  'invoice.finalization_failed',
  'invoice.finalized',
  'invoice.marked_uncollectible',
  'invoice.overdue',
  'invoice.paid',
  'invoice.payment_action_required',
  'invoice.payment_failed',
  'invoice.payment_succeeded',
  'invoice.sent',
  'invoice.upcoming',
  'invoice.updated',
  'invoice.voided',
  'invoice.will_be_due',
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'customer.discount.created',
  'customer.discount.updated',
  'customer.discount.deleted',
  'product.created',
  'product.updated',
  'product.deleted',
  'price.created',
  'price.updated',
  'price.deleted',
  'plan.created',
  'plan.updated',
  'plan.deleted',
  'coupon.created',
  'coupon.updated',
  'coupon.deleted',
] as const satisfies readonly EventType[];

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What changed, with its former value: hashes are compared inside, arrays as a whole, as Stripe does. */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const previous: Record<string, unknown> = {};
  const now: Record<string, unknown> = { ...after };
  for (const [name, old] of Object.entries(before)) {
    const value = now[name];
    if (old === value || JSON.stringify(old) === JSON.stringify(value)) continue;
    previous[name] = isHash(old) && isHash(value) ? previousAttributes(old, value) : old;
  }
  for (const name of Object.keys(now)) {
    if (!(name in before)) previous[name] = null;
  }
  return previous;
}

/** The version that events of `eventShape: 'older'` carry. */
export const OLDER_VERSION = '2023-10-16';
export const CURRENT_VERSION = '2026-10-28.endive';

const isSubscription = (object: object): object is Subscription =>
  'object' in object && object.object === 'subscription';
const isInvoice = (object: object): object is Invoice => 'object' in object && object.object === 'invoice';

function withoutPeriods(item: Item): object {
  const {
    current_period_end: _end,
    current_period_start: _start,
    discounts: _none,
    current_trial: _trial,
    ...rest
  } = item;
  return rest;
}

/** The same object in the shape of 2023: periods on the subscription, one `discount`, invoices with `subscription` and `paid`. */
export function inOlderShape(object: object): object {
  if (isSubscription(object)) {
    const { discounts, billing_mode: _mode, billing_schedules: _schedules, items, ...rest } = object;
    const first = items.data[0];
    return {
      ...rest,
      current_period_end: first?.current_period_end,
      current_period_start: first?.current_period_start,
      discount: discounts[0] ?? null,
      items: { ...items, data: items.data.map(withoutPeriods) },
      plan: items.data.length === 1 ? first?.plan : null,
      quantity: items.data.length === 1 ? first?.quantity : null,
    };
  }
  if (isInvoice(object)) {
    const { parent, amount_overpaid: _overpaid, total_taxes: _taxes, ...rest } = object;
    return {
      ...rest,
      charge: null,
      paid: object.status === 'paid',
      payment_intent: null,
      subscription: parent?.subscription_details.subscription ?? null,
      tax: null,
    };
  }
  return object;
}
