import * as v from 'valibot';
import type { SubscriptionId } from '../../model/ids.ts';
import type { Coupon, Discount, Invoice, Subscription, SubscriptionItem } from '../../model/subscription.ts';
import type { Seconds } from '../../model/units.ts';
import { parseDiscount, parseDiscounts, parseItemPrice, parseTaxRates } from './catalogue.ts';
import { customerOnInvoice, invoiceIdOf, parseInvoice } from './invoice.ts';
import {
  anything,
  at,
  count,
  currencyCode,
  flag,
  hopeless,
  id,
  identify,
  idOrObject,
  membersOf,
  type Parsed,
  percentage,
  text,
  time,
  word,
} from './raw.ts';

export type { Parsed } from './raw.ts';

export interface ParsedSubscription {
  facts: Subscription;
  /** Id of the latest invoice, whether it was expanded or not. */
  latestInvoiceId: string | null;
  /** There are more items than the object carries: read them with `listSubscriptionItems`. */
  moreItems: boolean;
  /** Coupons that came along, expanded; what they are limited to is not among them (`appliesTo` undefined). */
  coupons: Coupon[];
}

const subscriptionSchema = v.object({
  automatic_tax: anything,
  billing: word,
  cancel_at: time,
  cancel_at_period_end: flag,
  canceled_at: time,
  collection_method: word,
  created: time,
  currency: currencyCode,
  current_period_end: time,
  current_period_start: time,
  customer: anything,
  default_tax_rates: anything,
  discount: anything,
  discounts: anything,
  ended_at: time,
  items: anything,
  latest_invoice: anything,
  pause_collection: anything,
  plan: anything,
  quantity: count,
  start: time,
  start_date: time,
  status: word,
  tax_percent: percentage,
  trial_end: time,
});
type SubscriptionFields = v.InferOutput<typeof subscriptionSchema>;

const Pause = v.object({ behavior: word, resumes_at: time });
const Customer = v.object({ deleted: flag, discount: anything, email: text, name: text, description: text });

/**
 * A subscription of any API version → facts. Fails only without an id, a status, a customer or a date.
 * Old shapes: the period on the subscription (before 2025-03-31), `plan` instead of `price`, a single `discount`,
 * `tax_percent` (before 2020), `start` and `billing` (before 2019).
 */
export function parseSubscription(raw: unknown): Parsed<{ subscription: ParsedSubscription }> {
  const identified = identify(raw, 'subscription');
  if (!identified.ok) return identified;
  const fields = v.parse(subscriptionSchema, raw);
  const customerId = v.parse(idOrObject, fields.customer);
  const startDate = fields.start_date ?? fields.start ?? fields.created;
  const created = fields.created ?? startDate;
  if (fields.status === null || customerId === null || startDate === null || created === null) {
    return hopeless('incomplete');
  }
  const currencyUsed = fields.currency ?? currencyOfItems(fields);
  if (currencyUsed === null) return hopeless('incomplete');

  const { items, coupons: itemCoupons } = itemsOf(fields, currencyUsed);
  const { discounts, coupons } = parseDiscounts(discountsOf(fields));
  const customer = customerOf(customerId, fields.customer, fields.latest_invoice);
  return {
    ok: true,
    subscription: {
      facts: {
        id: identified.id as SubscriptionId,
        status: fields.status,
        currency: currencyUsed,
        customer: customer.customer,
        created,
        startDate,
        trialEnd: fields.trial_end,
        cancelAt: fields.cancel_at,
        cancelAtPeriodEnd: fields.cancel_at_period_end,
        canceledAt: fields.canceled_at,
        endedAt: fields.ended_at,
        pause: pauseOf(fields.pause_collection),
        collectionMethod: fields.collection_method ?? fields.billing ?? 'charge_automatically',
        automaticTax: at(fields.automatic_tax, 'enabled') === true,
        defaultTaxRates: defaultTaxRatesOf(fields),
        items,
        discounts,
        customerDiscount: customer.discount,
        latestInvoice: invoiceOf(fields.latest_invoice),
        missingSince: null,
      },
      latestInvoiceId: invoiceIdOf(fields.latest_invoice),
      moreItems: at(fields.items, 'has_more') === true,
      coupons: byId([...coupons, ...itemCoupons, ...customer.coupons]),
    },
  };
}

const itemSchema = v.object({
  current_period_end: time,
  current_period_start: time,
  current_trial: anything,
  discounts: anything,
  id,
  plan: anything,
  price: anything,
  quantity: count,
  tax_rates: anything,
});

interface Period {
  start: Seconds | null;
  end: Seconds | null;
}

const NO_PERIOD: Period = { start: null, end: null };

/**
 * One item of a subscription, also from `GET /v1/subscription_items`. null: no object at all, or a deleted one.
 * Never drops an item for a price that it cannot read: its amount is then unknown, and the user is told so.
 */
export function parseItem(
  raw: unknown,
  fallbackCurrency: string,
  fallbackPeriod: Period = NO_PERIOD,
): { item: SubscriptionItem; coupons: Coupon[] } | null {
  if (typeof raw !== 'object' || raw === null || at(raw, 'deleted') === true) return null;
  const fields = v.parse(itemSchema, raw);
  const { discounts, coupons } = parseDiscounts(fields.discounts);
  const price = parseItemPrice(fields.price, fields.plan, fallbackCurrency);
  const licensed = price.recurring?.usage !== 'metered';
  return {
    item: {
      id: fields.id ?? '',
      price,
      // Absent on metered items. In the oldest shapes one unit was not written out.
      quantity: licensed && at(raw, 'quantity') === undefined ? 1 : fields.quantity,
      periodStart: fields.current_period_start ?? fallbackPeriod.start,
      periodEnd: fields.current_period_end ?? fallbackPeriod.end,
      trialEnd: v.parse(time, at(fields.current_trial, 'end_date')),
      discounts,
      taxRates: parseTaxRates(fields.tax_rates),
    },
    coupons,
  };
}

function itemsOf(
  fields: SubscriptionFields,
  currencyUsed: string,
): { items: SubscriptionItem[]; coupons: Coupon[] } {
  const period: Period = { start: fields.current_period_start, end: fields.current_period_end };
  const listed = membersOf(fields.items);
  // Before subscriptions had items, the plan and its quantity stood on the subscription.
  const raws =
    listed.length > 0 || typeof fields.plan !== 'object' || fields.plan === null
      ? listed
      : [{ id: '', plan: fields.plan, quantity: fields.quantity ?? 1 }];
  const parsed = raws.map((raw) => parseItem(raw, currencyUsed, period)).filter((entry) => entry !== null);
  return { items: parsed.map((entry) => entry.item), coupons: parsed.flatMap((entry) => entry.coupons) };
}

/** Subscriptions had no currency of their own before 2022. */
function currencyOfItems(fields: SubscriptionFields): Subscription['currency'] | null {
  for (const raw of [...membersOf(fields.items), { plan: fields.plan }]) {
    const found =
      v.parse(currencyCode, at(at(raw, 'price'), 'currency')) ??
      v.parse(currencyCode, at(at(raw, 'plan'), 'currency'));
    if (found !== null) return found;
  }
  return null;
}

/**
 * `discounts` where there are any, else the single `discount` of old. Between the two shapes Stripe sent both:
 * bare ids in the list, and one of them whole.
 */
function discountsOf(fields: SubscriptionFields): unknown[] {
  const listed = membersOf(fields.discounts);
  if (listed.length === 0) return [fields.discount];
  const wholeId = v.parse(id, at(fields.discount, 'id'));
  return listed.map((discount) => (discount === wholeId ? fields.discount : discount));
}

function defaultTaxRatesOf(fields: SubscriptionFields): Subscription['defaultTaxRates'] {
  const rates = parseTaxRates(fields.default_tax_rates) ?? [];
  if (rates.length > 0 || fields.tax_percent === null || fields.tax_percent === 0) return rates;
  return [{ percentage: fields.tax_percent, inclusive: false }];
}

function pauseOf(raw: unknown): Subscription['pause'] {
  if (typeof raw !== 'object' || raw === null) return null;
  const { behavior, resumes_at } = v.parse(Pause, raw);
  return { behavior: behavior ?? 'unknown', resumesAt: resumes_at };
}

function invoiceOf(raw: unknown): Invoice | null {
  const parsed = parseInvoice(raw);
  return parsed.ok ? parsed.invoice : null;
}

/** Without the permission for customers, the names on the latest invoice are the best there is. */
function customerOf(customerId: string, raw: unknown, rawInvoice: unknown): ParsedCustomer {
  if (typeof raw === 'object' && raw !== null) return customerFacts(customerId, raw);
  return {
    customer: { id: customerId, ...customerOnInvoice(rawInvoice), deleted: false },
    discount: null,
    coupons: [],
  };
}

interface ParsedCustomer {
  customer: Subscription['customer'];
  /** Counts only where the subscription has no discount of its own. */
  discount: Discount | null;
  coupons: Coupon[];
}

function customerFacts(customerId: string, raw: object): ParsedCustomer {
  const fields = v.parse(Customer, raw);
  const parsed = parseDiscount(fields.discount);
  return {
    customer: {
      id: customerId,
      name: fields.name ?? fields.description,
      email: fields.email,
      deleted: fields.deleted,
    },
    discount: parsed?.discount ?? null,
    coupons: parsed?.coupon ? [parsed.coupon] : [],
  };
}

/** A Stripe customer, deleted ones included. */
export function parseCustomer(raw: unknown): Parsed<ParsedCustomer> {
  const identified = identify(raw, 'customer');
  if (!identified.ok) return identified;
  return { ok: true, ...customerFacts(identified.id, raw as object) };
}

function byId(coupons: Coupon[]): Coupon[] {
  return [...new Map(coupons.map((coupon) => [coupon.id, coupon])).values()];
}
