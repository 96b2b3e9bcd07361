import * as v from 'valibot';
import type {
  Coupon,
  Discount,
  Price,
  PriceTerms,
  PriceTier,
  SubscriptionItem,
} from '../../model/subscription.ts';
import { currency } from '../../model/units.ts';
import {
  amount,
  anything,
  at,
  byCurrencyEntries,
  currencyCode,
  decimal,
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

/** What subscriptions refer to: prices (and the plans of old), tiers, coupons, discounts, tax rates, product names. */

/** What a field says when Stripe did not say it; billing shows it as unknown, never as a number. */
const UNKNOWN = 'unknown';

type TaxBehavior = Price['taxBehavior'];

const taxBehavior = v.fallback(v.nullable(v.picklist(['inclusive', 'exclusive', 'unspecified'])), null);
const tiersMode = v.fallback(v.nullable(v.picklist(['graduated', 'volume'])), null);
const positive = v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), null);

const Transform = v.fallback(
  v.nullable(
    v.pipe(
      v.object({
        divide_by: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
        round: v.picklist(['up', 'down']),
      }),
      v.transform(({ divide_by, round }) => ({ divideBy: divide_by, round })),
    ),
  ),
  null,
);

const recurringSchema = v.object({ interval: word, interval_count: positive, usage_type: word });

const priceSchema = v.object({
  billing_scheme: word,
  currency: currencyCode,
  nickname: text,
  product: idOrObject,
  tax_behavior: taxBehavior,
  tiers_mode: tiersMode,
  transform_quantity: Transform,
  unit_amount: amount,
  unit_amount_decimal: decimal,
});

const Plan = v.object({
  amount,
  amount_decimal: decimal,
  billing_scheme: word,
  currency: currencyCode,
  interval: word,
  interval_count: positive,
  name: text,
  nickname: text,
  product: idOrObject,
  tiers_mode: tiersMode,
  transform_usage: Transform,
  usage_type: word,
});

/** A transformation that is there and cannot be read would change the amount: the price is then of an unknown scheme. */
function schemeOf(scheme: string | null, rawTransform: unknown, transform: Price['transform']): string {
  const unreadable = rawTransform !== undefined && rawTransform !== null && transform === null;
  return unreadable ? UNKNOWN : (scheme ?? 'per_unit');
}

function unitAmountOf(scheme: string, exact: string | null, whole: number | null): string | null {
  if (scheme === 'tiered') return null;
  return exact ?? (whole === null ? null : String(whole));
}

function recurringOf(raw: unknown): Price['recurring'] {
  const fields = v.parse(recurringSchema, raw);
  return {
    interval: fields.interval ?? UNKNOWN,
    count: fields.interval_count ?? 1,
    usage: fields.usage_type ?? 'licensed',
  };
}

/**
 * The terms on an item: its `price`, or the `plan` of API versions before prices existed.
 * Never fails: an item whose price cannot be read still exists, and its amount is then unknown.
 */
export function parseItemPrice(rawPrice: unknown, rawPlan: unknown, fallbackCurrency: string): Price {
  const price = identify(rawPrice, 'price');
  if (price.ok) return priceFacts(price.id, rawPrice, fallbackCurrency);
  const plan = identify(rawPlan, 'plan');
  if (plan.ok) return planFacts(plan.id, rawPlan, fallbackCurrency);
  return {
    id: v.parse(id, rawPrice) ?? v.parse(id, rawPlan) ?? '',
    productId: '',
    nickname: null,
    currency: currency(fallbackCurrency),
    unitAmount: null,
    scheme: UNKNOWN,
    tiersMode: null,
    recurring: { interval: UNKNOWN, count: 1, usage: 'licensed' },
    transform: null,
    taxBehavior: null,
  };
}

function priceFacts(priceId: string, raw: unknown, fallbackCurrency: string): Price {
  const fields = v.parse(priceSchema, raw);
  const scheme = schemeOf(fields.billing_scheme, at(raw, 'transform_quantity'), fields.transform_quantity);
  const recurring = at(raw, 'recurring');
  return {
    id: priceId,
    productId: fields.product ?? '',
    nickname: fields.nickname,
    currency: fields.currency ?? currency(fallbackCurrency),
    unitAmount: unitAmountOf(scheme, fields.unit_amount_decimal, fields.unit_amount),
    scheme,
    tiersMode: fields.tiers_mode,
    recurring: typeof recurring === 'object' && recurring !== null ? recurringOf(recurring) : null,
    transform: fields.transform_quantity,
    taxBehavior: fields.tax_behavior,
  };
}

function planFacts(planId: string, raw: unknown, fallbackCurrency: string): Price {
  const fields = v.parse(Plan, raw);
  const scheme = schemeOf(fields.billing_scheme, at(raw, 'transform_usage'), fields.transform_usage);
  return {
    id: planId,
    productId: fields.product ?? '',
    // Plans had a name of their own before they belonged to products (2018-02-05).
    nickname: fields.nickname ?? fields.name,
    currency: fields.currency ?? currency(fallbackCurrency),
    unitAmount: unitAmountOf(scheme, fields.amount_decimal, fields.amount),
    scheme,
    tiersMode: fields.tiers_mode,
    recurring: recurringOf(raw),
    transform: fields.transform_usage,
    taxBehavior: null,
  };
}

const tierSchema = v.object({
  flat_amount: amount,
  flat_amount_decimal: decimal,
  unit_amount: amount,
  unit_amount_decimal: decimal,
  up_to: positive,
});

/** null: not expanded, or a tier that cannot be read, which would make every amount wrong. */
function tiersOf(raw: unknown): PriceTier[] | null {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > 1_000) return null;
  const tiers: PriceTier[] = [];
  for (const [index, rawTier] of raw.entries()) {
    if (typeof rawTier !== 'object' || rawTier === null) return null;
    const tier = v.parse(tierSchema, rawTier);
    const isLast = index === raw.length - 1;
    if ((tier.up_to === null) !== isLast) return null;
    tiers.push({
      upTo: tier.up_to,
      unitAmount: tier.unit_amount_decimal ?? wholeText(tier.unit_amount),
      flatAmount: tier.flat_amount_decimal ?? wholeText(tier.flat_amount),
    });
  }
  return tiers;
}

function wholeText(whole: number | null): string | null {
  return whole === null ? null : String(whole);
}

const Terms = v.object({ unit_amount: amount, unit_amount_decimal: decimal, tax_behavior: taxBehavior });

function termsOf(raw: unknown, ownTaxBehavior: TaxBehavior): PriceTerms['byCurrency'][string] {
  const fields = v.parse(Terms, raw);
  return {
    unitAmount: fields.unit_amount_decimal ?? wholeText(fields.unit_amount),
    tiers: tiersOf(at(raw, 'tiers')),
    taxBehavior: fields.tax_behavior ?? ownTaxBehavior,
  };
}

/** A price read by id with `tiers` and `currency_options` expanded → what it costs in each currency. */
export function parsePriceTerms(raw: unknown): Parsed<{ terms: PriceTerms }> {
  const identified = identify(raw, 'price');
  if (!identified.ok) return identified;
  const { currency: own, tax_behavior } = v.parse(priceSchema, raw);
  if (own === null) return hopeless('incomplete');
  const byCurrency: PriceTerms['byCurrency'] = {};
  for (const [code, option] of byCurrencyEntries(at(raw, 'currency_options'))) {
    if (typeof option === 'object' && option !== null) byCurrency[code] = termsOf(option, tax_behavior);
  }
  // `currency_options` repeats the price's own currency, without the tiers unless those were expanded there too.
  byCurrency[own] = termsOf(raw, tax_behavior);
  return { ok: true, terms: { id: identified.id, byCurrency } };
}

export function parseProduct(raw: unknown): Parsed<{ product: { id: string; name: string } }> {
  const identified = identify(raw, 'product');
  if (!identified.ok) return identified;
  const name = v.parse(text, at(raw, 'name'));
  return { ok: true, product: { id: identified.id, name: name ?? identified.id } };
}

const couponSchema = v.object({
  amount_off: amount,
  currency: currencyCode,
  duration: word,
  name: text,
  percent_off: percentage,
});

/**
 * A coupon → its facts. `appliesToRead` says whether `applies_to` was expanded: absent then means "all products",
 * else it means "not read".
 */
export function parseCoupon(
  raw: unknown,
  { appliesToRead }: { appliesToRead: boolean },
): Parsed<{ coupon: Coupon }> {
  const identified = identify(raw, 'coupon');
  if (!identified.ok) return identified;
  if (at(raw, 'deleted') === true) return hopeless('incomplete');
  const fields = v.parse(couponSchema, raw);
  const amountOff: Record<string, number> = {};
  if (fields.percent_off === null) {
    for (const [code, option] of byCurrencyEntries(at(raw, 'currency_options'))) {
      const off = v.parse(amount, at(option, 'amount_off'));
      if (off !== null) amountOff[code] = off;
    }
    if (fields.amount_off !== null && fields.currency !== null)
      amountOff[fields.currency] = fields.amount_off;
  }
  return {
    ok: true,
    coupon: {
      id: identified.id,
      name: fields.name,
      percentOff: fields.percent_off,
      amountOff,
      duration: fields.duration ?? UNKNOWN,
      appliesTo: appliesToOf(at(raw, 'applies_to'), appliesToRead),
    },
  };
}

function appliesToOf(raw: unknown, read: boolean): Coupon['appliesTo'] {
  const products = at(raw, 'products');
  if (!Array.isArray(products)) return read && (raw === undefined || raw === null) ? null : undefined;
  return products.map((product) => v.parse(idOrObject, product)).filter((product) => product !== null);
}

const discountSchema = v.object({ end: time, start: time, coupon: anything, source: anything });

/**
 * A discount: an id where it was not expanded, an object with its coupon at `source.coupon` or, before 2025, at
 * `coupon`. null for nothing that could be a discount.
 */
export function parseDiscount(raw: unknown): { discount: Discount; coupon: Coupon | null } | null {
  if (typeof raw === 'string') {
    const found = v.parse(id, raw);
    return found === null
      ? null
      : { discount: { id: found, couponId: null, start: null, end: null }, coupon: null };
  }
  if (typeof raw !== 'object' || raw === null || at(raw, 'deleted') === true) return null;
  const fields = v.parse(discountSchema, raw);
  const rawCoupon = at(fields.source, 'coupon') ?? fields.coupon;
  const couponId = v.parse(idOrObject, rawCoupon);
  const coupon = parseCoupon(rawCoupon, { appliesToRead: false });
  return {
    discount: {
      // Before 2020 a discount had no id of its own.
      id: v.parse(id, at(raw, 'id')) ?? couponId ?? '',
      couponId,
      start: fields.start,
      end: fields.end,
    },
    coupon: coupon.ok ? coupon.coupon : null,
  };
}

/** Discounts in the order listed, with the coupons that came along. */
export function parseDiscounts(raw: unknown): { discounts: Discount[]; coupons: Coupon[] } {
  const parsed = membersOf(raw)
    .map(parseDiscount)
    .filter((entry) => entry !== null);
  return {
    discounts: parsed.map((entry) => entry.discount),
    coupons: parsed.map((entry) => entry.coupon).filter((coupon) => coupon !== null),
  };
}

const TaxRate = v.object({ percentage, inclusive: flag });

/** null: not known. An empty list is an answer: no rates. */
export function parseTaxRates(raw: unknown): SubscriptionItem['taxRates'] {
  if (raw === null) return [];
  if (!Array.isArray(raw)) return null;
  const rates: { percentage: number; inclusive: boolean }[] = [];
  for (const rawRate of raw) {
    if (typeof rawRate !== 'object' || rawRate === null) return null;
    const rate = v.parse(TaxRate, rawRate);
    if (rate.percentage === null) return null;
    rates.push({ percentage: rate.percentage, inclusive: rate.inclusive });
  }
  return rates;
}
