import type { SubscriptionId } from '../../model/ids.ts';
import type { Coupon, Customer, Discount, Subscription, SubscriptionItem } from '../../model/subscription.ts';
import { type Seconds, seconds } from '../../model/units.ts';
import { parseDiscount, parseDiscounts, parseItemPrice, parseTaxRates } from './catalogue.ts';
import { customerOnInvoice, invoiceIdOf, NO_CURRENCY, parseInvoice } from './invoice.ts';
import {
  amount,
  at,
  count,
  currencyCode,
  flag,
  id,
  identify,
  identifyAny,
  idOrObject,
  isThere,
  membersOf,
  noteUnreadable,
  object,
  type Parsed,
  percentage,
  readFields,
  readOne,
  text,
  time,
  word,
} from './raw.ts';

export type { Parsed } from './raw.ts';

export interface ParsedSubscription {
  facts: Subscription;
  latestInvoiceId: string | null;
  /** The object lacks some items: read them with `listSubscriptionItems`. */
  moreItems: boolean;
  /** Expanded coupons, with `appliesTo` undefined unless it was read. */
  coupons: Coupon[];
}

const SUBSCRIPTION = {
  automatic_tax: object,
  billing: word,
  cancel_at: time,
  cancel_at_period_end: flag,
  canceled_at: time,
  collection_method: word,
  created: time,
  currency: currencyCode,
  current_period_end: time,
  current_period_start: time,
  customer: idOrObject,
  days_until_due: count,
  default_payment_method: idOrObject,
  default_source: idOrObject,
  ended_at: time,
  items: object,
  pause_collection: object,
  plan: object,
  quantity: count,
  schedule: idOrObject,
  start: time,
  start_date: time,
  status: word,
  status_details: object,
  tax_percent: percentage,
  trial_end: time,
  trial_settings: object,
};
type SubscriptionFields = ReturnType<typeof readFields<typeof SUBSCRIPTION>>['fields'];

export interface ParseOptions {
  appliesToRead: boolean;
}

/**
 * Parses any API version. Fails only without an id; without a status, customer, date or currency every figure
 * is unknown. Old shapes: period on the subscription (before 2025-03-31), `plan`, a single `discount`,
 * `tax_percent` (before 2020), `start` and `billing` (before 2019).
 */
export function parseSubscription(
  raw: unknown,
  options: ParseOptions = { appliesToRead: false },
): Parsed<{ subscription: ParsedSubscription }> {
  const identified = identifyAny(raw, 'subscription');
  if (!identified.ok) return identified;
  const { fields, unreadable } = readFields(raw, SUBSCRIPTION);
  const begun = fields.start_date ?? fields.start ?? fields.created;
  const startDate = begun ?? NEVER;
  const created = fields.created ?? startDate;
  const currencyFound = fields.currency ?? currencyOfItems(raw);
  const currencyUsed = currencyFound ?? NO_CURRENCY;
  const lacksCore =
    fields.status === null || fields.customer === null || begun === null || currencyFound === null;
  if (lacksCore || identified.unreadable.length > 0) unreadable.push(WHOLE);

  const listed = itemsOf(raw, fields, currencyUsed);
  const { discounts, coupons } = parseDiscounts(discountsOf(raw), options);
  const rawInvoice = at(raw, 'latest_invoice');
  const latest = parseInvoice(rawInvoice);
  const customer = customerOf(fields.customer ?? '', at(raw, 'customer'), rawInvoice);
  const rates = parseTaxRates(at(raw, 'default_tax_rates'));
  const tax = readFields(fields.automatic_tax, { enabled: flag });
  const pause = readFields(fields.pause_collection, { behavior: word, resumes_at: time });
  const paused = readFields(at(at(fields.status_details, 'paused'), 'subscription'), { type: word });
  const trialEnd = readFields(at(fields.trial_settings, 'end_behavior'), { missing_payment_method: word });
  unreadable.push(
    ...listed.unreadable,
    ...tax.unreadable.map(() => 'automatic_tax'),
    ...pause.unreadable.map(() => 'pause_collection'),
    ...paused.unreadable.map(() => 'status_details'),
    ...trialEnd.unreadable.map(() => 'trial_settings'),
  );
  if (fields.pause_collection !== null && pause.fields.behavior === null) unreadable.push('pause_collection');
  if (rates === 'unreadable') unreadable.push('default_tax_rates');
  // Stripe sent more than an id, but no valid invoice.
  if (!latest.ok && isThere(rawInvoice) && invoiceIdOf(rawInvoice) !== rawInvoice)
    unreadable.push('latest_invoice');
  const missingMethod = trialEnd.fields.missing_payment_method;
  return {
    ok: true,
    subscription: {
      facts: {
        id: identified.id as SubscriptionId,
        status: fields.status ?? UNKNOWN_STATUS,
        currency: currencyUsed,
        customer: customer.customer,
        created,
        startDate,
        trialEnd: fields.trial_end,
        cancelAt: fields.cancel_at,
        cancelAtPeriodEnd: fields.cancel_at_period_end ?? false,
        canceledAt: fields.canceled_at,
        endedAt: fields.ended_at,
        pause:
          fields.pause_collection === null
            ? null
            : { behavior: pause.fields.behavior ?? 'unknown', resumesAt: pause.fields.resumes_at },
        ...(paused.fields.type === null ? {} : { pausedBecause: paused.fields.type }),
        collectionMethod: fields.collection_method ?? fields.billing ?? 'charge_automatically',
        ...(fields.days_until_due === null ? {} : { daysUntilDue: fields.days_until_due }),
        ...(fields.default_payment_method === null && fields.default_source === null
          ? {}
          : { hasPaymentMethod: true as const }),
        ...(missingMethod === null || missingMethod === 'create_invoice'
          ? {}
          : { trialEndWithoutPaymentMethod: missingMethod }),
        automaticTax: tax.fields.enabled === true,
        defaultTaxRates: ratesOf(fields, rates),
        items: listed.items,
        discounts,
        customerDiscount: customer.discount,
        latestInvoice: latest.ok ? latest.invoice : null,
        ...(fields.schedule === null ? {} : { scheduleId: fields.schedule }),
        missingSince: null,
        ...noteUnreadable(unreadable),
      },
      latestInvoiceId: invoiceIdOf(rawInvoice),
      moreItems: at(fields.items, 'has_more') === true,
      coupons: byId([...coupons, ...listed.coupons, ...customer.coupons]),
    },
  };
}

const NEVER = seconds(0);
const UNKNOWN_STATUS = 'unknown';
/** The field that every figure needs. */
const WHOLE = 'subscription';

/** true: Stripe's object lacks what every figure needs. */
export const isWhollyUnreadable = ({ unreadable = [] }: Subscription): boolean => unreadable.includes(WHOLE);

/** What is left of a subscription that Stripe has, but whose object can't be read. @param last as last read */
export function unreadableSubscription(id: SubscriptionId, last: Subscription | null): Subscription {
  return {
    id,
    status: UNKNOWN_STATUS,
    currency: last?.currency ?? NO_CURRENCY,
    customer: last?.customer ?? { id: '', name: null, email: null, deleted: false },
    created: last?.created ?? NEVER,
    startDate: last?.startDate ?? NEVER,
    trialEnd: null,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    endedAt: null,
    pause: null,
    collectionMethod: UNKNOWN_STATUS,
    automaticTax: false,
    defaultTaxRates: [],
    items: last?.items ?? [],
    discounts: [],
    customerDiscount: null,
    latestInvoice: null,
    missingSince: null,
    unreadable: [WHOLE, 'start_date'],
  };
}

const ITEM = {
  billed_until: time,
  current_period_end: time,
  current_period_start: time,
  current_trial: object,
  quantity: count,
};

interface Period {
  start: Seconds | null;
  end: Seconds | null;
}

const NO_PERIOD: Period = { start: null, end: null };

/** null if not an object, or deleted. An item with an unreadable price stays, its amount unknown. */
export function parseItem(
  raw: unknown,
  fallbackCurrency: string,
  fallbackPeriod: Period = NO_PERIOD,
): { item: SubscriptionItem; coupons: Coupon[] } | null {
  if (typeof raw !== 'object' || raw === null || at(raw, 'deleted') === true) return null;
  const { fields, unreadable } = readFields(raw, ITEM);
  const { discounts, coupons } = parseDiscounts(at(raw, 'discounts'));
  const { price, unreadable: inPrice } = parseItemPrice(at(raw, 'price'), at(raw, 'plan'), fallbackCurrency);
  const trial = readFields(fields.current_trial, { end_date: time });
  const rates = parseTaxRates(at(raw, 'tax_rates'));
  unreadable.push(...inPrice, ...trial.unreadable.map(() => 'current_trial'));
  if (rates === 'unreadable') unreadable.push('tax_rates');
  const licensed = price.recurring?.usage !== 'metered';
  const isAbsent = (name: keyof typeof ITEM) => fields[name] === null && !unreadable.includes(name);
  return {
    item: {
      id: readOne(id, at(raw, 'id')) ?? '',
      price,
      // Absent on metered items; the oldest shapes omit a quantity of one.
      quantity: licensed && at(raw, 'quantity') === undefined ? 1 : fields.quantity,
      periodStart:
        fields.current_period_start ?? (isAbsent('current_period_start') ? fallbackPeriod.start : null),
      periodEnd: fields.current_period_end ?? (isAbsent('current_period_end') ? fallbackPeriod.end : null),
      ...(fields.billed_until === null ? {} : { billedUntil: fields.billed_until }),
      trialEnd: trial.fields.end_date,
      discounts,
      taxRates: rates === 'unreadable' ? null : rates,
      ...noteUnreadable(unreadable),
    },
    coupons,
  };
}

interface ListedItems {
  items: SubscriptionItem[];
  coupons: Coupon[];
  unreadable: string[];
}

function itemsOf(raw: unknown, fields: SubscriptionFields, currencyUsed: string): ListedItems {
  const period: Period = { start: fields.current_period_start, end: fields.current_period_end };
  const members = membersOf(fields.items);
  const unreadable = members === null ? ['items'] : [];
  const more = at(fields.items, 'has_more');
  if (isThere(more) && typeof more !== 'boolean') unreadable.push('items');
  const listed = members ?? [];
  // Before subscriptions had items, plan and quantity were on the subscription.
  const { plan } = fields;
  const fromPlan = listed.length === 0 && plan !== null && !isThere(at(raw, 'items'));
  const raws = fromPlan ? [{ id: '', plan, quantity: fields.quantity ?? 1 }] : listed;
  const parsed = raws.map((one) => parseItem(one, currencyUsed, period));
  const dropped = raws.filter((one, index) => parsed[index] === null && at(one, 'deleted') !== true);
  if (dropped.length > 0) unreadable.push('items');
  const kept = parsed.filter((entry) => entry !== null);
  return {
    items: kept.map((entry) => entry.item),
    coupons: kept.flatMap((entry) => entry.coupons),
    unreadable,
  };
}

/** Before 2022 only prices had a currency. */
function currencyOfItems(raw: unknown): Subscription['currency'] | null {
  for (const item of [...(membersOf(at(raw, 'items')) ?? []), { plan: at(raw, 'plan') }]) {
    const found =
      readOne(currencyCode, at(at(item, 'price'), 'currency')) ??
      readOne(currencyCode, at(at(item, 'plan'), 'currency'));
    if (found !== null) return found;
  }
  return null;
}

/** `discounts`, else the old `discount`. In between, Stripe sent bare ids plus one whole object. */
function discountsOf(raw: unknown): unknown {
  const single = at(raw, 'discount');
  const listed = membersOf(at(raw, 'discounts'));
  if (listed === null) return at(raw, 'discounts');
  if (listed.length === 0) return [single];
  const wholeId = readOne(id, at(single, 'id'));
  return listed.map((discount) => (discount === wholeId ? single : discount));
}

function ratesOf(
  { tax_percent }: SubscriptionFields,
  rates: ReturnType<typeof parseTaxRates>,
): Subscription['defaultTaxRates'] {
  const listed = rates === 'unreadable' ? [] : (rates ?? []);
  if (listed.length > 0 || tax_percent === null || tax_percent === 0) return listed;
  return [{ percentage: tax_percent, inclusive: false }];
}

/** Without the customer permission, falls back to the names on the latest invoice. */
function customerOf(customerId: string, raw: unknown, rawInvoice: unknown): ParsedCustomer {
  if (typeof raw === 'object' && raw !== null) return customerFacts(customerId, raw);
  return {
    customer: { id: customerId, ...customerOnInvoice(rawInvoice), deleted: false },
    discount: null,
    coupons: [],
  };
}

interface ParsedCustomer {
  customer: Customer;
  discount: Discount | null;
  coupons: Coupon[];
}

const CUSTOMER = {
  balance: amount,
  currency: currencyCode,
  default_source: idOrObject,
  deleted: flag,
  invoice_settings: object,
};

function customerFacts(customerId: string, raw: object): ParsedCustomer {
  const { fields, unreadable } = readFields(raw, CUSTOMER);
  const settings = readFields(fields.invoice_settings, { default_payment_method: idOrObject });
  unreadable.push(...settings.unreadable);
  const discount = parseDiscount(at(raw, 'discount'));
  const { balance } = fields;
  // Old shapes and deleted customers have no settings: unknown.
  const hasNone =
    fields.invoice_settings !== null &&
    settings.fields.default_payment_method === null &&
    fields.default_source === null;
  return {
    customer: {
      id: customerId,
      name: readOne(text, at(raw, 'name')) ?? readOne(text, at(raw, 'description')),
      email: readOne(text, at(raw, 'email')),
      deleted: fields.deleted ?? false,
      ...(balance !== null && balance !== 0 && fields.currency !== null
        ? { balance: { amount: balance, currency: fields.currency } }
        : {}),
      ...(hasNone && unreadable.length === 0 ? { hasPaymentMethod: false as const } : {}),
      ...noteUnreadable(unreadable),
    },
    discount: discount?.discount ?? null,
    coupons: discount?.coupon ? [discount.coupon] : [],
  };
}

export function parseCustomer(raw: unknown): Parsed<ParsedCustomer> {
  const identified = identify(raw, 'customer');
  if (!identified.ok) return identified;
  return { ok: true, ...customerFacts(identified.id, raw as object) };
}

function byId(coupons: Coupon[]): Coupon[] {
  return [...new Map(coupons.map((coupon) => [coupon.id, coupon])).values()];
}
