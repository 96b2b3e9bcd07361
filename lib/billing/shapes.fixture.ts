import { buildClientDigest, clientId } from '../../tests/support/build-client.ts';
import {
  buildInvoice,
  buildItem,
  buildPrice,
  buildSubscription,
} from '../../tests/support/build-subscription.ts';
import type { ConnectionId } from '../model/ids.ts';
import type {
  Catalogue,
  Coupon,
  Discount,
  Invoice,
  Price,
  PriceTerms,
  PriceTier,
  Subscription,
  SubscriptionItem,
} from '../model/subscription.ts';
import { currency, minorUnits, type Seconds, seconds } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { zoneCalendar } from './calendar.ts';
import type { ClientDigest, SubscriptionDigest } from './digest.ts';
import { digestSubscription } from './digest-subscription.ts';

/**
 * Typed facts of every shape of subscription, for tests. Built by hand from Stripe's API reference, so that a clone of
 * the repository tests the same rules without any recorded object.
 */

/** A moment written as a day (noon UTC) or a full ISO time. */
export const at = (text: string): Seconds =>
  seconds(Date.parse(text.length === 10 ? `${text}T12:00:00Z` : text) / 1000);

export const NOW = at('2026-11-22');
export const CONNECTION = 'acct_1:live' as ConnectionId;

let counter = 0;
const next = (prefix: string): string => {
  counter += 1;
  return `${prefix}_${counter}`;
};

type Every = Price['recurring'] extends infer R | null ? R : never;

export interface ItemShape {
  unit?: string | null;
  quantity?: number | null;
  every?: string;
  count?: number;
  usage?: string;
  product?: string;
  price?: Partial<Price>;
  start?: string;
  end?: string | null;
  trialEnd?: string | null;
  discounts?: Discount[];
  taxRates?: SubscriptionItem['taxRates'];
}

/** A licensed item; by default one unit of $50 a month, its period from 1 Nov to 1 Dec 2026. */
export function item(shape: ItemShape = {}): SubscriptionItem {
  const recurring = {
    interval: shape.every ?? 'month',
    count: shape.count ?? 1,
    usage: shape.usage ?? 'licensed',
  } as Every;
  return buildItem({
    id: next('si'),
    price: buildPrice({
      id: next('price'),
      productId: shape.product ?? 'prod_hosting',
      unitAmount: shape.unit === undefined ? '5000' : shape.unit,
      recurring,
      taxBehavior: 'unspecified',
      ...shape.price,
    }),
    quantity: shape.quantity === undefined ? (shape.usage === 'metered' ? null : 1) : shape.quantity,
    periodStart: at(shape.start ?? '2026-11-01'),
    periodEnd: shape.end === null ? null : at(shape.end ?? '2026-12-01'),
    trialEnd: shape.trialEnd ? at(shape.trialEnd) : null,
    discounts: shape.discounts ?? [],
    taxRates: shape.taxRates === undefined ? [] : shape.taxRates,
  });
}

export function subscription(
  items: SubscriptionItem[] = [item()],
  facts: Partial<Subscription> = {},
): Subscription {
  return buildSubscription(next('sub'), {
    customer: { id: 'cus_1', name: 'Acme Ltd', email: 'billing@acme.example', deleted: false },
    created: at('2026-01-01'),
    startDate: at('2026-01-01'),
    items,
    ...facts,
  });
}

/** An open invoice of $300 of 1 Nov, sent, due on 10 Nov. */
export function invoice(facts: Partial<Invoice> = {}): Invoice {
  return buildInvoice({
    id: next('in'),
    total: minorUnits(30_000),
    amountRemaining: minorUnits(30_000),
    subtotal: minorUnits(30_000),
    created: at('2026-11-01'),
    finalizedAt: at('2026-11-01'),
    dueDate: at('2026-11-10'),
    ...facts,
  });
}

/** The same, charged automatically: no due day. */
export const charge = (facts: Partial<Invoice> = {}): Invoice =>
  invoice({
    dueDate: null,
    collectionMethod: 'charge_automatically',
    attempted: true,
    attemptCount: 1,
    ...facts,
  });

export function coupon(facts: Partial<Coupon> = {}): Coupon {
  return {
    id: next('coupon'),
    name: null,
    percentOff: null,
    amountOff: {},
    duration: 'forever',
    appliesTo: null,
    ...facts,
  };
}

export const percentOff = (percent: number, facts: Partial<Coupon> = {}): Coupon =>
  coupon({ percentOff: percent, ...facts });
export const amountOff = (amount: number, facts: Partial<Coupon> = {}): Coupon =>
  coupon({ amountOff: { usd: amount }, ...facts });

export const discount = (of: Coupon, end: string | null = null): Discount => ({
  id: next('di'),
  couponId: of.id,
  start: at('2026-01-01'),
  end: end === null ? null : at(end),
});

export function catalogue(
  parts: { coupons?: Coupon[]; prices?: PriceTerms[]; names?: Record<string, string> } = {},
): Catalogue {
  return {
    productNames: new Map(
      Object.entries(parts.names ?? { prod_hosting: 'Hosting', prod_support: 'Support' }),
    ),
    prices: new Map((parts.prices ?? []).map((terms) => [terms.id, terms])),
    coupons: new Map((parts.coupons ?? []).map((terms) => [terms.id, terms])),
  };
}

export const tier = (
  upTo: number | null,
  unitAmount: string | null,
  flatAmount: string | null = null,
): PriceTier => ({
  upTo,
  unitAmount,
  flatAmount,
});

/** A tiered item and the terms that its price has in the catalogue. */
export function tiered(
  mode: 'graduated' | 'volume',
  quantity: number,
  tiers: PriceTier[],
  shape: ItemShape = {},
): { item: SubscriptionItem; terms: PriceTerms } {
  const made = item({
    ...shape,
    unit: null,
    quantity,
    price: { scheme: 'tiered', tiersMode: mode, ...shape.price },
  });
  return {
    item: made,
    terms: { id: made.price.id, byCurrency: { usd: { unitAmount: null, tiers, taxBehavior: null } } },
  };
}

export interface Shape {
  facts: Subscription;
  catalogue?: Catalogue;
  invoices?: Invoice[];
  invoicesReadable?: boolean;
  temporaryDiscounts?: boolean;
}

/** The digest of a shape; its open invoices are made its own. */
export function digest(shape: Shape | Subscription): SubscriptionDigest {
  const { facts, invoices, invoicesReadable, temporaryDiscounts, ...rest }: Shape =
    'facts' in shape ? shape : { facts: shape };
  const owned = (invoices ?? []).map((one) => ({ ...one, subscriptionId: facts.id }));
  return digestSubscription(facts, owned, rest.catalogue ?? catalogue(), {
    connectionId: CONNECTION,
    invoicesReadable: invoicesReadable ?? true,
    temporaryDiscounts: temporaryDiscounts ?? false,
  });
}

export const client = (facts: Partial<ClientDigest> = {}): ClientDigest =>
  buildClientDigest({ id: clientId(next('client')), ...facts });

/** Noon UTC of 22 Nov 2026, refreshed an hour before. */
export function asOf(facts: Partial<AsOf> & { refreshed?: Seconds | null } = {}): AsOf {
  const { refreshed, ...rest } = facts;
  const now = rest.now ?? NOW;
  const last = refreshed === undefined ? seconds(now - 3600) : refreshed;
  return {
    now,
    calendar: zoneCalendar('UTC'),
    upcomingWindowDays: 7,
    lastRefresh: new Map(last === null ? [] : [[CONNECTION, last]]),
    ...rest,
  };
}

const TEN = percentOff(10);
const FIVE_DOLLARS = amountOff(500);
const ONCE = percentOff(50, { duration: 'once' });
const REPEATING = percentOff(50, { duration: 'repeating' });
const SUPPORT_ONLY = percentOff(20, { appliesTo: ['prod_support'] });
const EUROS_ONLY = coupon({ amountOff: { eur: 500 } });
const GRADUATED = tiered('graduated', 25, [tier(10, '500', '1000'), tier(null, '300', '2000')]);
const VOLUME = tiered('volume', 25, [tier(10, '500'), tier(null, '300', '2000')]);
const IN_EUROS = item({ unit: '4500' });
const EURO_TERMS: PriceTerms = {
  id: IN_EUROS.price.id,
  byCurrency: { eur: { unitAmount: '4200', tiers: null, taxBehavior: 'exclusive' } },
};
const CYCLE = charge({
  status: 'paid',
  amountRemaining: minorUnits(0),
  subtotal: minorUnits(11_900),
  subtotalExcludingTax: minorUnits(10_000),
});

/** Every shape that the rules name, each once. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'one item a month': { facts: subscription() },
  'several items and quantities': {
    facts: subscription([item({ quantity: 3 }), item({ unit: '1000', product: 'prod_support' })]),
  },
  'mixed intervals': {
    facts: subscription([
      item(),
      item({ unit: '60000', every: 'year', product: 'prod_support', end: '2027-06-01' }),
    ]),
  },
  'every two weeks': { facts: subscription([item({ every: 'week', count: 2 })]) },
  daily: { facts: subscription([item({ every: 'day', start: '2026-11-22', end: '2026-11-23' })]) },
  'twenty items': {
    facts: subscription(Array.from({ length: 20 }, (_, i) => item({ unit: String(100 * (i + 1)) }))),
  },
  'fraction of a cent': { facts: subscription([item({ unit: '0.05', quantity: 1250 })]) },
  'packages rounded up': {
    facts: subscription([item({ quantity: 21, price: { transform: { divideBy: 10, round: 'up' } } })]),
  },
  'graduated tiers': {
    facts: subscription([GRADUATED.item]),
    catalogue: catalogue({ prices: [GRADUATED.terms] }),
  },
  'volume tiers': { facts: subscription([VOLUME.item]), catalogue: catalogue({ prices: [VOLUME.terms] }) },
  'tiers that were not read': { facts: subscription([GRADUATED.item]) },
  metered: { facts: subscription([item({ usage: 'metered', unit: '2' })]) },
  'licensed and metered': {
    facts: subscription([item(), item({ usage: 'metered', unit: '2', product: 'prod_api' })]),
  },
  'another currency by option': {
    facts: subscription([IN_EUROS], { currency: currency('eur') }),
    catalogue: catalogue({ prices: [EURO_TERMS] }),
  },
  'another currency that was not read': { facts: subscription([IN_EUROS], { currency: currency('gbp') }) },
  'no decimals': {
    facts: subscription([item({ price: { currency: currency('jpy') } })], { currency: currency('jpy') }),
  },
  'three decimals': {
    facts: subscription([item({ price: { currency: currency('kwd') } })], { currency: currency('kwd') }),
  },
  'one-time price': { facts: subscription([item(), item({ price: { recurring: null } })]) },
  free: { facts: subscription([item({ unit: '0' })]) },
  'no items': { facts: subscription([]) },
  'negative price': { facts: subscription([item(), item({ unit: '-1000' })]) },
  'forever percent': {
    facts: subscription([item()], { discounts: [discount(TEN)] }),
    catalogue: catalogue({ coupons: [TEN] }),
  },
  'forever amount': {
    facts: subscription([item()], { discounts: [discount(FIVE_DOLLARS)] }),
    catalogue: catalogue({ coupons: [FIVE_DOLLARS] }),
  },
  'stacked discounts': {
    facts: subscription([item({ discounts: [discount(TEN)] })], {
      discounts: [discount(TEN), discount(FIVE_DOLLARS)],
    }),
    catalogue: catalogue({ coupons: [TEN, FIVE_DOLLARS] }),
  },
  'discount on one product': {
    facts: subscription([item(), item({ product: 'prod_support' })], { discounts: [discount(SUPPORT_ONLY)] }),
    catalogue: catalogue({ coupons: [SUPPORT_ONLY] }),
  },
  'customer discount': {
    facts: subscription([item()], { customerDiscount: discount(TEN) }),
    catalogue: catalogue({ coupons: [TEN] }),
  },
  'once discount': {
    facts: subscription([item()], { discounts: [discount(ONCE)] }),
    catalogue: catalogue({ coupons: [ONCE] }),
  },
  'repeating discount': {
    facts: subscription([item()], { discounts: [discount(REPEATING, '2027-03-01')] }),
    catalogue: catalogue({ coupons: [REPEATING] }),
  },
  'repeating discount, subtracted': {
    facts: subscription([item()], { discounts: [discount(REPEATING, '2027-03-01')] }),
    catalogue: catalogue({ coupons: [REPEATING] }),
    temporaryDiscounts: true,
  },
  'deleted coupon': { facts: subscription([item()], { discounts: [discount(TEN)] }) },
  'coupon in another currency': {
    facts: subscription([item()], { discounts: [discount(EUROS_ONLY)] }),
    catalogue: catalogue({ coupons: [EUROS_ONLY] }),
  },
  'inclusive tax, known rate': {
    facts: subscription([item({ unit: '11900', taxRates: [{ percentage: 19, inclusive: true }] })]),
  },
  'exclusive tax': { facts: subscription([item({ taxRates: [{ percentage: 19, inclusive: false }] })]) },
  'inclusive tax, unknown rate': { facts: subscription([item({ price: { taxBehavior: 'inclusive' } })]) },
  'automatic tax': {
    facts: subscription([item({ unit: '11900', price: { taxBehavior: 'inclusive' } })], {
      automaticTax: true,
      latestInvoice: CYCLE,
    }),
  },
  'automatic tax, no invoice yet': { facts: subscription([item()], { automaticTax: true }) },
  'in trial': {
    facts: subscription([item({ end: '2026-12-03' })], { status: 'trialing', trialEnd: at('2026-12-03') }),
  },
  'in a trial that ends without payment': {
    facts: subscription([item({ end: '2026-12-03' })], {
      status: 'trialing',
      trialEnd: at('2026-12-03'),
      cancelAtPeriodEnd: true,
    }),
  },
  'an item in its own trial': {
    facts: subscription([
      item(),
      item({ product: 'prod_support', trialEnd: '2026-12-15', end: '2026-12-15' }),
    ]),
  },
  'payments paused, void': {
    facts: subscription([item()], { pause: { behavior: 'void', resumesAt: at('2027-01-01') } }),
  },
  'payments paused, kept as draft': {
    facts: subscription([item()], { pause: { behavior: 'keep_as_draft', resumesAt: null } }),
  },
  'payments paused, marked uncollectible': {
    facts: subscription([item()], {
      pause: { behavior: 'mark_uncollectible', resumesAt: null },
      latestInvoice: invoice({ status: 'uncollectible' }),
    }),
  },
  'paused after a trial': {
    facts: subscription([item()], { status: 'paused', pausedBecause: 'trial_end_without_payment_method' }),
  },
  'cancels at period end': { facts: subscription([item()], { cancelAtPeriodEnd: true }) },
  'cancels on a date': { facts: subscription([item()], { cancelAt: at('2027-03-15') }) },
  'backdated start': {
    facts: subscription([item()], { startDate: at('2025-02-01'), created: at('2026-11-01') }),
  },
  canceled: { facts: subscription([item()], { status: 'canceled', endedAt: at('2026-11-15') }) },
  'canceled with a debt': {
    facts: subscription([item()], { status: 'canceled', endedAt: at('2026-11-15') }),
    invoices: [invoice()],
  },
  incomplete: { facts: subscription([item()], { status: 'incomplete' }), invoices: [charge()] },
  'incomplete, expired': {
    facts: subscription([item()], { status: 'incomplete_expired', endedAt: at('2026-11-02') }),
  },
  'past due': {
    facts: subscription([item()], { status: 'past_due' }),
    invoices: [charge({ nextPaymentAttempt: at('2026-11-25') })],
  },
  'past due, invoices not readable': {
    facts: subscription([item()], { status: 'past_due' }),
    invoicesReadable: false,
  },
  unpaid: { facts: subscription([item()], { status: 'unpaid' }), invoices: [charge({ attemptCount: 4 })] },
  'active with a failed charge': {
    facts: subscription(),
    invoices: [charge({ attemptCount: 4, created: at('2026-11-02') })],
  },
  'active with a debit under way': {
    facts: subscription(),
    invoices: [charge({ created: at('2026-11-18'), finalizedAt: at('2026-11-18') })],
  },
  'several open invoices': {
    facts: subscription(),
    invoices: [invoice({ dueDate: at('2026-11-19') }), invoice(), invoice({ dueDate: at('2026-12-19') })],
  },
  'latest invoice uncollectible': {
    facts: subscription([item()], { latestInvoice: invoice({ status: 'uncollectible' }) }),
  },
  'uncollectible and later paid': {
    facts: subscription([item()], {
      latestInvoice: invoice({ status: 'paid', amountRemaining: minorUnits(0) }),
    }),
  },
  'draft of the latest period': {
    facts: subscription([item()], { latestInvoice: invoice({ status: 'draft', finalizedAt: null }) }),
  },
  'unknown status': { facts: subscription([item()], { status: 'hibernating' }) },
  'unknown interval': { facts: subscription([item({ every: 'fortnight' })]) },
  'unknown scheme': { facts: subscription([item({ price: { scheme: 'stairs' } })]) },
  'not found any more': { facts: subscription([item()], { missingSince: at('2026-11-20') }) },
};
