/** Customers, discounts, items and subscriptions with everything that a caller does not care about filled in. */
import type Stripe from 'stripe';
import { planOf } from './build-catalogue.ts';
import { periodEnd } from './money.ts';
import type { Customer, Discount, Item, Price, Subscription } from './wire.ts';

// Shared by all objects: nothing is ever changed in place, and fifty thousand copies would be heavy.
const NO_METADATA: Stripe.Metadata = Object.freeze({});
const NO_TAX: Stripe.Subscription.AutomaticTax = Object.freeze({
  disabled_reason: null,
  enabled: false,
  liability: null,
});
const SELF = Object.freeze({ type: 'self' as const });

export interface NewCustomer {
  id: string;
  name: string | null;
  email: string | null;
  created: number;
  livemode: boolean;
  currency?: string | null;
  testClock?: string | null;
}

const NO_INVOICE_SETTINGS: Stripe.Customer.InvoiceSettings = Object.freeze({
  custom_fields: null,
  default_payment_method: null,
  footer: null,
  rendering_options: null,
});

export function buildCustomer(from: NewCustomer): Customer {
  return {
    id: from.id,
    object: 'customer',
    address: null,
    balance: 0,
    created: from.created,
    currency: from.currency ?? null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: from.email,
    invoice_prefix: from.id.slice(-8).toUpperCase(),
    invoice_settings: NO_INVOICE_SETTINGS,
    livemode: from.livemode,
    metadata: NO_METADATA,
    name: from.name,
    next_invoice_sequence: 2,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: from.testClock ?? null,
  };
}

export interface NewDiscount {
  id: string;
  coupon: string;
  customer: string;
  subscription?: string | null;
  item?: string | null;
  start: number;
  end: number | null;
}

export function buildDiscount(from: NewDiscount): Discount {
  return {
    id: from.id,
    object: 'discount',
    checkout_session: null,
    customer: from.customer,
    customer_account: null,
    end: from.end,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    source: { type: 'coupon', coupon: from.coupon },
    start: from.start,
    subscription: from.subscription ?? null,
    subscription_item: from.item ?? null,
  };
}

export interface NewItem {
  id: string;
  price: Price;
  /** Left out for metered prices. */
  quantity?: number;
  created: number;
  periodStart: number;
  /** Default: one period later. */
  periodEnd?: number;
  discounts?: string[];
  taxRates?: Stripe.TaxRate[];
  trial?: Stripe.SubscriptionItem.CurrentTrial;
}

const NO_DISCOUNTS: string[] = [];
const NO_TAX_RATES: Stripe.TaxRate[] = [];

export function buildItem(from: NewItem, subscription: string): Item {
  const metered = from.price.recurring?.usage_type === 'metered';
  return {
    id: from.id,
    object: 'subscription_item',
    billing_thresholds: null,
    created: from.created,
    current_period_end: from.periodEnd ?? periodEnd(from.price, from.periodStart),
    current_period_start: from.periodStart,
    current_trial: from.trial ?? null,
    discounts: from.discounts ?? NO_DISCOUNTS,
    metadata: NO_METADATA,
    plan: planOf(from.price),
    price: from.price,
    ...(metered ? {} : { quantity: from.quantity ?? 1 }),
    subscription,
    tax_rates: from.taxRates ?? NO_TAX_RATES,
  };
}

const NO_CANCELLATION: Stripe.Subscription.CancellationDetails = Object.freeze({
  comment: null,
  feedback: null,
  feedback_option: null,
  reason: null,
});
const NO_SETTINGS: Stripe.Subscription.InvoiceSettings = Object.freeze({
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: SELF,
});
const CARD_PAYMENT: Stripe.Subscription.PaymentSettings = Object.freeze({
  payment_method_options: null,
  payment_method_types: null,
  save_default_payment_method: 'off' as const,
});
const CREATE_INVOICE: Stripe.Subscription.TrialSettings = Object.freeze({
  end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' as const },
});
const FLEXIBLE: Stripe.Subscription.BillingMode = Object.freeze({
  flexible: { proration_discounts: 'included' as const },
  type: 'flexible' as const,
});
const CLASSIC: Stripe.Subscription.BillingMode = Object.freeze({ flexible: null, type: 'classic' as const });

export type NewSubscription = Pick<
  Subscription,
  'id' | 'customer' | 'currency' | 'created' | 'livemode' | 'status'
> &
  Partial<Subscription> & { items: Subscription['items'] };

/** A list of items as a subscription holds it. */
export function itemList(subscription: string, items: Item[]): Subscription['items'] {
  return {
    object: 'list',
    data: items,
    has_more: false,
    url: `/v1/subscription_items?subscription=${subscription}`,
  };
}

export function buildSubscription(from: NewSubscription): Subscription {
  const mixed = new Set(
    from.items.data.map(({ price }) => `${price.recurring?.interval_count} ${price.recurring?.interval}`),
  );
  return {
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: NO_TAX,
    billing_cycle_anchor: from.created,
    billing_cycle_anchor_config: null,
    billing_mode: mixed.size > 1 ? FLEXIBLE : CLASSIC,
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: NO_CANCELLATION,
    collection_method: 'charge_automatically',
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: NO_TAX_RATES,
    description: null,
    discounts: NO_DISCOUNTS,
    ended_at: null,
    invoice_settings: NO_SETTINGS,
    latest_invoice: null,
    managed_payments: null,
    metadata: NO_METADATA,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: CARD_PAYMENT,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: from.created,
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: CREATE_INVOICE,
    trial_start: null,
    ...from,
  };
}
