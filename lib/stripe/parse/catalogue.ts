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
  at,
  byCurrencyEntries,
  currencyCode,
  decimal,
  flag,
  hopeless,
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
  positive,
  readFields,
  readOne,
  text,
  time,
  word,
} from './raw.ts';

/** Stripe did not say; billing shows it as unknown, never as a number. */
const UNKNOWN = 'unknown';

const taxBehavior = v.picklist(['inclusive', 'exclusive', 'unspecified']);
const tiersMode = v.picklist(['graduated', 'volume']);

const transform = v.pipe(
  v.object({ divide_by: positive, round: v.picklist(['up', 'down']) }),
  v.transform(({ divide_by, round }) => ({ divideBy: divide_by, round })),
);

const RECURRING = { interval: word, interval_count: positive, usage_type: word };

const PRICE = {
  id,
  billing_scheme: word,
  currency: currencyCode,
  product: idOrObject,
  recurring: object,
  tax_behavior: taxBehavior,
  tiers_mode: tiersMode,
  transform_quantity: transform,
  type: word,
  unit_amount: amount,
  unit_amount_decimal: decimal,
};

const PLAN = {
  amount,
  amount_decimal: decimal,
  billing_scheme: word,
  currency: currencyCode,
  product: idOrObject,
  tiers_mode: tiersMode,
  transform_usage: transform,
  ...RECURRING,
};

export interface ReadPrice {
  price: Price;
  unreadable: string[];
}

function unitAmountOf(scheme: string, exact: string | null, whole: number | null): string | null {
  if (scheme === 'tiered') return null;
  return exact ?? (whole === null ? null : String(whole));
}

function recurringOf(fields: {
  interval: string | null;
  interval_count: number | null;
  usage_type: string | null;
}) {
  return {
    interval: fields.interval ?? UNKNOWN,
    count: fields.interval_count ?? 1,
    usage: fields.usage_type ?? 'licensed',
  };
}

/** An item's `price`, or the `plan` of older API versions. Never fails: an unreadable price is unknown. */
export function parseItemPrice(rawPrice: unknown, rawPlan: unknown, fallbackCurrency: string): ReadPrice {
  if (identify(rawPrice, 'price').ok) return readPrice(rawPrice, fallbackCurrency);
  const plan = identify(rawPlan, 'plan');
  if (plan.ok && !isThere(rawPrice)) return readPlan(plan.id, rawPlan, fallbackCurrency);
  const price: Price = {
    id: readOne(id, rawPrice) ?? readOne(id, rawPlan) ?? '',
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
  // A bare id is readable, just not expanded.
  const unreadable = isThere(rawPrice) && readOne(id, rawPrice) === null ? ['price'] : [];
  return { price, unreadable };
}

function readPrice(raw: unknown, fallbackCurrency: string): ReadPrice {
  const { fields, unreadable } = readFields(raw, PRICE);
  const terms = readFields(fields.recurring, RECURRING);
  const scheme = fields.billing_scheme ?? 'per_unit';
  const recurs = fields.recurring !== null || unreadable.includes('recurring') || fields.type === 'recurring';
  return {
    price: {
      id: fields.id ?? '',
      productId: fields.product ?? '',
      nickname: readOne(text, at(raw, 'nickname')),
      currency: fields.currency ?? currency(fallbackCurrency),
      unitAmount: unitAmountOf(scheme, fields.unit_amount_decimal, fields.unit_amount),
      scheme,
      tiersMode: fields.tiers_mode,
      recurring: recurs ? recurringOf(terms.fields) : null,
      transform: fields.transform_quantity,
      taxBehavior: fields.tax_behavior,
    },
    unreadable: [...unreadable, ...terms.unreadable],
  };
}

function readPlan(planId: string, raw: unknown, fallbackCurrency: string): ReadPrice {
  const { fields, unreadable } = readFields(raw, PLAN);
  const scheme = fields.billing_scheme ?? 'per_unit';
  return {
    price: {
      id: planId,
      productId: fields.product ?? '',
      // Plans had names before products (2018-02-05).
      nickname: readOne(text, at(raw, 'nickname')) ?? readOne(text, at(raw, 'name')),
      currency: fields.currency ?? currency(fallbackCurrency),
      unitAmount: unitAmountOf(scheme, fields.amount_decimal, fields.amount),
      scheme,
      tiersMode: fields.tiers_mode,
      recurring: recurringOf(fields),
      transform: fields.transform_usage,
      taxBehavior: null,
    },
    unreadable,
  };
}

const TIER = {
  flat_amount: amount,
  flat_amount_decimal: decimal,
  unit_amount: amount,
  unit_amount_decimal: decimal,
  up_to: positive,
};

/** null if not expanded, or if one tier is unreadable: every amount would be wrong. */
function tiersOf(raw: unknown): PriceTier[] | null {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > 1_000) return null;
  const tiers: PriceTier[] = [];
  for (const [index, rawTier] of raw.entries()) {
    if (typeof rawTier !== 'object' || rawTier === null) return null;
    const { fields: tier, unreadable } = readFields(rawTier, TIER);
    const isLast = index === raw.length - 1;
    if (unreadable.length > 0 || (tier.up_to === null) !== isLast) return null;
    const unitAmount = tier.unit_amount_decimal ?? wholeText(tier.unit_amount);
    const flatAmount = tier.flat_amount_decimal ?? wholeText(tier.flat_amount);
    if (unitAmount === null && flatAmount === null) return null;
    tiers.push({ upTo: tier.up_to, unitAmount, flatAmount });
  }
  return tiers;
}

function wholeText(whole: number | null): string | null {
  return whole === null ? null : String(whole);
}

const TERMS = { unit_amount: amount, unit_amount_decimal: decimal, tax_behavior: taxBehavior };

function termsOf(raw: unknown, ownTaxBehavior: Price['taxBehavior']): PriceTerms['byCurrency'][string] {
  const { fields, unreadable } = readFields(raw, TERMS);
  const taxBehavior = fields.tax_behavior ?? ownTaxBehavior;
  if (unreadable.length > 0) return { unitAmount: null, tiers: null, taxBehavior };
  return {
    unitAmount: fields.unit_amount_decimal ?? wholeText(fields.unit_amount),
    tiers: tiersOf(at(raw, 'tiers')),
    taxBehavior,
  };
}

/** Needs `tiers` and `currency_options` expanded. */
export function parsePriceTerms(raw: unknown): Parsed<{ terms: PriceTerms }> {
  const identified = identify(raw, 'price');
  if (!identified.ok) return identified;
  const own = readOne(currencyCode, at(raw, 'currency'));
  const behavior = readOne(taxBehavior, at(raw, 'tax_behavior'));
  const byCurrency: PriceTerms['byCurrency'] = {};
  for (const [code, option] of byCurrencyEntries(at(raw, 'currency_options'))) {
    if (typeof option === 'object' && option !== null) byCurrency[code] = termsOf(option, behavior);
  }
  // `currency_options` repeats the own currency, without tiers unless expanded there too.
  if (own !== null) byCurrency[own] = termsOf(raw, behavior);
  return { ok: true, terms: { id: identified.id, byCurrency } };
}

export function parseProduct(raw: unknown): Parsed<{ product: { id: string; name: string } }> {
  const identified = identify(raw, 'product');
  if (!identified.ok) return identified;
  const name = readOne(text, at(raw, 'name'));
  return { ok: true, product: { id: identified.id, name: name ?? identified.id } };
}

const COUPON = {
  amount_off: amount,
  created: time,
  currency: currencyCode,
  currency_options: object,
  duration: word,
  percent_off: percentage,
};

/** `appliesToRead`: `applies_to` was expanded, so its absence means all products. */
export function parseCoupon(
  raw: unknown,
  { appliesToRead }: { appliesToRead: boolean },
): Parsed<{ coupon: Coupon }> {
  const identified = identifyAny(raw, 'coupon');
  if (!identified.ok) return identified;
  if (at(raw, 'deleted') === true) return hopeless('incomplete');
  const { fields, unreadable } = readFields(raw, COUPON);
  unreadable.push(...identified.unreadable);
  const amountOff: Record<string, number> = {};
  if (fields.percent_off === null) {
    for (const [code, option] of byCurrencyEntries(fields.currency_options)) {
      const off = readOne(amount, at(option, 'amount_off'));
      if (off !== null) amountOff[code] = off;
      else unreadable.push('currency_options');
    }
    if (fields.amount_off !== null && fields.currency !== null)
      amountOff[fields.currency] = fields.amount_off;
    if (Object.keys(amountOff).length === 0) unreadable.push('amount_off');
  }
  return {
    ok: true,
    coupon: {
      id: identified.id,
      name: readOne(text, at(raw, 'name')),
      ...(fields.created === null ? {} : { created: fields.created }),
      percentOff: fields.percent_off,
      amountOff,
      duration: fields.duration ?? UNKNOWN,
      appliesTo: appliesToOf(at(raw, 'applies_to'), appliesToRead),
      ...noteUnreadable(unreadable),
    },
  };
}

function appliesToOf(raw: unknown, read: boolean): Coupon['appliesTo'] {
  if (!isThere(raw)) return read ? null : undefined;
  const products = at(raw, 'products');
  if (!Array.isArray(products)) return undefined;
  const ids = products.map((product) => readOne(idOrObject, product)).filter((one) => one !== null);
  return ids.length === products.length ? ids : undefined;
}

const DISCOUNT = { end: time, start: time, source: object };

/** A bare id, or an object with its coupon at `source.coupon` (`coupon` before 2025). */
export function parseDiscount(
  raw: unknown,
  { appliesToRead }: { appliesToRead: boolean } = { appliesToRead: false },
): { discount: Discount; coupon: Coupon | null } | null {
  if (!isThere(raw) || at(raw, 'deleted') === true) return null;
  if (typeof raw !== 'object') {
    const found = readOne(id, raw);
    if (found === null) return { discount: { ...NO_DISCOUNT, unreadable: ['discount'] }, coupon: null };
    return { discount: { ...NO_DISCOUNT, id: found }, coupon: null };
  }
  const { fields, unreadable } = readFields(raw, DISCOUNT);
  const rawCoupon = at(fields.source, 'coupon') ?? at(raw, 'coupon');
  const couponId = readOne(idOrObject, rawCoupon);
  const parsed = parseCoupon(rawCoupon, { appliesToRead });
  const coupon = parsed.ok ? parsed.coupon : null;
  if (isThere(rawCoupon) && couponId === null) unreadable.push('coupon');
  return {
    discount: {
      // Before 2020 discounts had no id.
      id: readOne(id, at(raw, 'id')) ?? couponId ?? '',
      couponId,
      ...(coupon === null ? {} : { coupon }),
      start: fields.start,
      end: fields.end,
      ...noteUnreadable(unreadable),
    },
    coupon,
  };
}

const NO_DISCOUNT: Discount = { id: '', couponId: null, start: null, end: null };

/** In listed order. An unreadable list becomes one unknown discount. */
export function parseDiscounts(
  raw: unknown,
  options?: { appliesToRead: boolean },
): { discounts: Discount[]; coupons: Coupon[] } {
  const members = membersOf(raw);
  if (members === null) return { discounts: [{ ...NO_DISCOUNT, unreadable: ['discounts'] }], coupons: [] };
  const parsed = members.map((member) => parseDiscount(member, options)).filter((entry) => entry !== null);
  return {
    discounts: parsed.map((entry) => entry.discount),
    coupons: parsed.map((entry) => entry.coupon).filter((coupon) => coupon !== null),
  };
}

const TAX_RATE = { percentage, inclusive: flag };

/** null: not sent. An empty list means no rates. */
export function parseTaxRates(raw: unknown): SubscriptionItem['taxRates'] | 'unreadable' {
  if (raw === null) return [];
  if (raw === undefined) return null;
  if (!Array.isArray(raw)) return 'unreadable';
  const rates: { percentage: number; inclusive: boolean }[] = [];
  for (const rawRate of raw) {
    const { fields, unreadable } = readFields(rawRate, TAX_RATE);
    if (fields.percentage === null || unreadable.length > 0) return 'unreadable';
    rates.push({ percentage: fields.percentage, inclusive: fields.inclusive ?? false });
  }
  return rates;
}
