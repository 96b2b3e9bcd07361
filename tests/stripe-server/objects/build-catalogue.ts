/** Prices, products, coupons and tax rates with everything that a caller does not care about filled in. */
import type Stripe from 'stripe';
import type { Coupon, Plan, Price, Product } from './wire.ts';

const NO_METADATA: Stripe.Metadata = Object.freeze({});

export interface NewPrice {
  id: string;
  product: string;
  currency: string;
  created: number;
  livemode: boolean;
  /** Minor units; fractions are allowed. Left out for tiers. */
  amount?: number | string;
  interval?: 'day' | 'week' | 'month' | 'year';
  intervalCount?: number;
  metered?: boolean;
  tiersMode?: 'graduated' | 'volume';
  tiers?: { upTo: number | null; unit?: number | string; flat?: number | string }[];
  transform?: Stripe.Price.TransformQuantity;
  taxBehavior?: Stripe.Price.TaxBehavior;
  /** The amount in other currencies. */
  currencies?: Record<string, number>;
  nickname?: string | null;
  active?: boolean;
}

const decimal = (value: number | string | undefined): { whole: number | null; decimal: string | null } => {
  if (value === undefined) return { whole: null, decimal: null };
  const text = String(value);
  return { whole: /^\d+$/.test(text) ? Number(text) : null, decimal: text };
};

export function buildPrice(from: NewPrice): Price {
  const tiers = from.tiers?.map((tier) => {
    const unit = decimal(tier.unit);
    const flat = decimal(tier.flat);
    return {
      up_to: tier.upTo,
      unit_amount: unit.whole,
      unit_amount_decimal: unit.decimal,
      flat_amount: flat.whole,
      flat_amount_decimal: flat.decimal,
    };
  });
  const own = decimal(tiers ? undefined : (from.amount ?? 0));
  const taxBehavior = from.taxBehavior ?? 'unspecified';
  const option = (amount: number | null) => ({
    custom_unit_amount: null,
    tax_behavior: taxBehavior,
    unit_amount: amount,
    unit_amount_decimal: amount === null ? null : String(amount),
  });
  const others = Object.entries(from.currencies ?? {}).map(
    ([code, amount]) => [code, option(amount)] as const,
  );
  return {
    id: from.id,
    object: 'price',
    active: from.active ?? true,
    billing_scheme: tiers ? 'tiered' : 'per_unit',
    created: from.created,
    currency: from.currency,
    currency_options: Object.fromEntries([
      [
        from.currency,
        {
          ...option(null),
          unit_amount: own.whole,
          unit_amount_decimal: own.decimal,
          ...(tiers ? { tiers } : {}),
        },
      ],
      ...others,
    ]),
    custom_unit_amount: null,
    livemode: from.livemode,
    lookup_key: null,
    metadata: NO_METADATA,
    nickname: from.nickname ?? null,
    product: from.product,
    recurring: {
      interval: from.interval ?? 'month',
      interval_count: from.intervalCount ?? 1,
      meter: from.metered ? `mtr_${from.id.slice(-14)}` : null,
      trial_period_days: null,
      usage_type: from.metered ? 'metered' : 'licensed',
    },
    tax_behavior: taxBehavior,
    ...(tiers ? { tiers } : {}),
    tiers_mode: from.tiersMode ?? null,
    transform_quantity: from.transform ?? null,
    type: 'recurring',
    unit_amount: own.whole,
    unit_amount_decimal: own.decimal,
  };
}

const plans = new WeakMap<Price, Plan>();

/** The plan Stripe still sends beside a price; one per price object. */
export function planOf(price: Price): Plan {
  const known = plans.get(price);
  if (known) return known;
  const plan: Plan = {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: price.livemode,
    metadata: NO_METADATA,
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: price.tiers_mode,
    transform_usage: null,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type ?? 'licensed',
  };
  plans.set(price, plan);
  return plan;
}

export function buildProduct(from: {
  id: string;
  name: string;
  created: number;
  livemode: boolean;
  active?: boolean;
}): Product {
  return {
    id: from.id,
    object: 'product',
    active: from.active ?? true,
    created: from.created,
    default_price: null,
    description: null,
    images: [],
    livemode: from.livemode,
    marketing_features: [],
    metadata: NO_METADATA,
    name: from.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: from.created,
    url: null,
  };
}

export interface NewCoupon {
  id: string;
  name: string | null;
  created: number;
  livemode: boolean;
  percentOff?: number;
  amountOff?: number;
  currency?: string;
  /** The amount in other currencies. */
  currencies?: Record<string, number>;
  duration?: 'forever' | 'once' | 'repeating';
  months?: number;
  products?: string[];
}

export function buildCoupon(from: NewCoupon): Coupon {
  return {
    id: from.id,
    object: 'coupon',
    amount_off: from.amountOff ?? null,
    ...(from.products ? { applies_to: { products: from.products } } : {}),
    created: from.created,
    currency: from.amountOff === undefined ? null : (from.currency ?? 'usd'),
    ...(from.currencies
      ? {
          currency_options: Object.fromEntries(
            Object.entries(from.currencies).map(([code, amount]) => [code, { amount_off: amount }]),
          ),
        }
      : {}),
    duration: from.duration ?? 'forever',
    duration_in_months: from.duration === 'repeating' ? (from.months ?? 3) : null,
    livemode: from.livemode,
    max_redemptions: null,
    metadata: NO_METADATA,
    name: from.name,
    percent_off: from.percentOff ?? null,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
  };
}

export function buildTaxRate(from: {
  id: string;
  percentage: number;
  inclusive: boolean;
  created: number;
  livemode: boolean;
}): Stripe.TaxRate {
  return {
    id: from.id,
    object: 'tax_rate',
    active: true,
    country: null,
    created: from.created,
    description: null,
    display_name: 'VAT',
    effective_percentage: null,
    flat_amount: null,
    inclusive: from.inclusive,
    jurisdiction: null,
    jurisdiction_level: null,
    livemode: from.livemode,
    metadata: NO_METADATA,
    percentage: from.percentage,
    rate_type: 'percentage',
    state: null,
    tax_type: 'vat',
  };
}
