/**
 * Stripe's objects as they are kept here and as they travel: the SDK's own types, with two differences.
 * References are bare ids (an expansion replaces them when a response is written), and decimals are strings,
 * as on the wire; the SDK turns them into `Decimal` objects when it reads.
 *
 * An object is never changed in place: a change puts a new object into its collection. So an event may keep
 * the old one as its snapshot, and two subscriptions may share one price object.
 */
import type Stripe from 'stripe';

/** `T` with some fields replaced. */
type With<T, Changes> = Omit<T, keyof Changes> & Changes;

export type Tier = With<
  Stripe.Price.Tier,
  { unit_amount_decimal: string | null; flat_amount_decimal: string | null }
>;

export type CurrencyOption = With<
  Stripe.Price.CurrencyOptions,
  { unit_amount_decimal: string | null; tiers?: Tier[] }
>;

export type Price = With<
  Stripe.Price,
  {
    product: string;
    unit_amount_decimal: string | null;
    /** Always kept; sent only when expanded. */
    tiers?: Tier[];
    /** Always kept; sent only when expanded. */
    currency_options?: Record<string, CurrencyOption>;
  }
>;

/** The plan that Stripe still sends beside a price. */
export interface Plan {
  id: string;
  object: 'plan';
  active: boolean;
  amount: number | null;
  amount_decimal: string | null;
  billing_scheme: string;
  created: number;
  currency: string;
  interval: string;
  interval_count: number;
  livemode: boolean;
  metadata: Stripe.Metadata;
  meter: string | null;
  nickname: string | null;
  product: string;
  tiers_mode: string | null;
  transform_usage: null;
  trial_period_days: number | null;
  usage_type: string;
}

export type Product = With<Stripe.Product, { default_price: string | null; tax_code: string | null }>;

/** `applies_to` and `currency_options` are always kept and sent only when expanded. */
export type Coupon = Stripe.Coupon;

export type Discount = With<
  Stripe.Discount,
  {
    customer: string | null;
    promotion_code: string | null;
    source: { type: 'coupon'; coupon: string | null };
  }
>;

export type Customer = With<Stripe.Customer, { discount: Discount | null; test_clock: string | null }>;

export type Item = With<Stripe.SubscriptionItem, { discounts: string[]; price: Price; plan: Plan }>;

export interface List<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

export type Subscription = With<
  Stripe.Subscription,
  {
    customer: string;
    discounts: string[];
    /** All items; a response carries the first ten and says `has_more`. */
    items: List<Item>;
    latest_invoice: string | null;
    schedule: string | null;
    test_clock: string | null;
  }
>;

export type SchedulePhaseItem = With<
  Stripe.SubscriptionSchedule.Phase.Item,
  { discounts: SchedulePhaseDiscount[]; plan: string; price: string }
>;

export interface SchedulePhaseDiscount {
  coupon: string | null;
  discount: string | null;
  promotion_code: string | null;
}

export type SchedulePhase = With<
  Stripe.SubscriptionSchedule.Phase,
  { discounts: SchedulePhaseDiscount[]; items: SchedulePhaseItem[] }
>;

export type Schedule = With<
  Stripe.SubscriptionSchedule,
  { customer: string; phases: SchedulePhase[]; subscription: string | null; test_clock: string | null }
>;

export type InvoiceLine = With<
  Stripe.InvoiceLineItem,
  {
    discounts: string[];
    invoice: string;
    subscription: string | null;
    pricing: {
      type: 'price_details';
      unit_amount_decimal: string | null;
      price_details: { price: string; product: string };
    };
  }
>;

export type Invoice = With<
  Stripe.Invoice,
  {
    customer: string;
    discounts: string[];
    lines: List<InvoiceLine>;
    parent: {
      type: 'subscription_details';
      quote_details: null;
      subscription_details: { metadata: Stripe.Metadata | null; subscription: string };
    } | null;
    test_clock: string | null;
  }
>;

export type EventType = Stripe.Event.Type;

export interface Event {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: EventType;
}
