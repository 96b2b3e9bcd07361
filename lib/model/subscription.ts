/**
 * Stripe's objects in our own compact words: all that billing needs, no raw object.
 * Times are whole seconds since 1970 (UTC), amounts minor units of their currency. Nothing here follows from the
 * present moment, so what was read holds until the next refresh.
 */
import type { SubscriptionId } from './ids.ts';
import type { Currency, MinorUnits, Seconds } from './units.ts';

export type Interval = 'day' | 'week' | 'month' | 'year';

/** The recurring terms of a price, as they stand on a subscription item. */
export interface Price {
  id: string;
  productId: string;
  nickname: string | null;
  currency: Currency;
  /** Minor units per unit as a decimal string ("1050", "0.5"); null when the price is tiered. */
  unitAmount: string | null;
  scheme: 'per_unit' | 'tiered' | (string & {});
  tiersMode: 'graduated' | 'volume' | null;
  /** null: a one-time price, which never recurs. */
  recurring: {
    interval: Interval | (string & {});
    count: number;
    usage: 'licensed' | 'metered' | (string & {});
  } | null;
  transform: { divideBy: number; round: 'up' | 'down' } | null;
  taxBehavior: 'inclusive' | 'exclusive' | 'unspecified' | null;
}

export interface PriceTier {
  /** Last unit of the tier; null: no end. */
  upTo: number | null;
  /** Minor units as a decimal string; null: no charge per unit. */
  unitAmount: string | null;
  /** Minor units as a decimal string; null: no flat fee. */
  flatAmount: string | null;
}

/** What one price costs in one currency, where the item itself cannot say (tiers, currency options). */
export interface PriceTerms {
  id: string;
  /** By currency; the price's own currency is among them. */
  byCurrency: Record<
    string,
    { unitAmount: string | null; tiers: PriceTier[] | null; taxBehavior: Price['taxBehavior'] }
  >;
}

export interface Coupon {
  id: string;
  name: string | null;
  percentOff: number | null;
  /** Minor units by currency. Empty where the coupon is a percentage. */
  amountOff: Record<string, number>;
  duration: 'forever' | 'once' | 'repeating' | (string & {});
  /** Products that the coupon is limited to; null: all; undefined: not read (the list of coupons was not readable). */
  appliesTo: string[] | null | undefined;
}

export interface Discount {
  id: string;
  couponId: string | null;
  start: Seconds | null;
  end: Seconds | null;
}

export interface SubscriptionItem {
  id: string;
  price: Price;
  /** Absent on metered items. */
  quantity: number | null;
  periodStart: Seconds | null;
  periodEnd: Seconds | null;
  /** End of the item's own trial. */
  trialEnd: Seconds | null;
  discounts: Discount[];
  /** Percentages with inclusive flag; null: not known. */
  taxRates: { percentage: number; inclusive: boolean }[] | null;
}

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void' | (string & {});

export interface Invoice {
  id: string;
  /** null: belongs to no subscription. */
  subscriptionId: SubscriptionId | null;
  customerId: string | null;
  status: InvoiceStatus;
  currency: Currency;
  total: MinorUnits;
  amountRemaining: MinorUnits;
  subtotal: MinorUnits;
  subtotalExcludingTax: MinorUnits | null;
  created: Seconds;
  finalizedAt: Seconds | null;
  dueDate: Seconds | null;
  nextPaymentAttempt: Seconds | null;
  attempted: boolean;
  attemptCount: number;
  autoAdvance: boolean;
  collectionMethod: 'charge_automatically' | 'send_invoice' | (string & {});
  billingReason: string | null;
  number: string | null;
}

/** One Stripe subscription: all that status, amount and monthly value need, and the names a person knows it by. */
export interface Subscription {
  id: SubscriptionId;
  status: string;
  currency: Currency;
  customer: { id: string; name: string | null; email: string | null; deleted: boolean };
  created: Seconds;
  startDate: Seconds;
  trialEnd: Seconds | null;
  cancelAt: Seconds | null;
  cancelAtPeriodEnd: boolean;
  canceledAt: Seconds | null;
  endedAt: Seconds | null;
  pause: { behavior: string; resumesAt: Seconds | null } | null;
  collectionMethod: Invoice['collectionMethod'];
  automaticTax: boolean;
  /** Tax rates that hold for items without their own. */
  defaultTaxRates: { percentage: number; inclusive: boolean }[];
  items: SubscriptionItem[];
  /** Subscription discounts in the order listed. */
  discounts: Discount[];
  /** The customer's discount; counts only where `discounts` is empty. */
  customerDiscount: Discount | null;
  /** null: none, or the key may not read invoices. */
  latestInvoice: Invoice | null;
  /**
   * The latest `subscription_cycle` or `subscription_create` invoice above zero, where it is known and is not
   * `latestInvoice`: a refresh carries it over from an earlier one. It tells how much of a price is automatic tax.
   */
  latestCycleInvoice?: Invoice | null;
  /** Set when the last refresh no longer found it at Stripe; the other fields are then the last known ones. */
  missingSince: Seconds | null;
}

/** Names and terms that subscriptions refer to by id. */
export interface Catalogue {
  productNames: ReadonlyMap<string, string>;
  prices: ReadonlyMap<string, PriceTerms>;
  coupons: ReadonlyMap<string, Coupon>;
}
