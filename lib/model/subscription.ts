/** Times are whole seconds since 1970 (UTC), amounts minor units. Nothing here depends on the present. */
import type { SubscriptionId } from './ids.ts';
import type { Currency, MinorUnits, Seconds } from './units.ts';

export type Interval = 'day' | 'week' | 'month' | 'year';

/** Stripe's names of unreadable fields: figures that need one are unknown. Absent: none. */
export interface Readable {
  unreadable?: string[];
}

export interface Price {
  id: string;
  productId: string;
  nickname: string | null;
  currency: Currency;
  /** Minor units as a decimal string ("1050", "0.5"); null if tiered. */
  unitAmount: string | null;
  scheme: 'per_unit' | 'tiered' | (string & {});
  tiersMode: 'graduated' | 'volume' | null;
  /** null: a one-time price. */
  recurring: {
    interval: Interval | (string & {});
    count: number;
    usage: 'licensed' | 'metered' | (string & {});
  } | null;
  transform: { divideBy: number; round: 'up' | 'down' } | null;
  taxBehavior: 'inclusive' | 'exclusive' | 'unspecified' | null;
}

export interface PriceTier {
  upTo: number | null;
  /** Minor units as a decimal string. */
  unitAmount: string | null;
  /** Minor units as a decimal string. */
  flatAmount: string | null;
}

/** Amounts the item itself can't give (tiers, currency options). */
export interface PriceTerms {
  id: string;
  byCurrency: Record<
    string,
    { unitAmount: string | null; tiers: PriceTier[] | null; taxBehavior: Price['taxBehavior'] }
  >;
}

export interface Coupon extends Readable {
  id: string;
  name: string | null;
  /** Tells apart coupons that reuse an id; absent in older records. */
  created?: Seconds | null;
  percentOff: number | null;
  /** Minor units by currency; empty for a percentage. */
  amountOff: Record<string, number>;
  duration: 'forever' | 'once' | 'repeating' | (string & {});
  /** Product ids; null: all; undefined: not read, since Stripe sends it only if expanded. */
  appliesTo: string[] | null | undefined;
}

export interface Discount extends Readable {
  id: string;
  couponId: string | null;
  /** The original terms: they hold even if the coupon has changed since. */
  coupon?: Coupon;
  start: Seconds | null;
  end: Seconds | null;
}

export interface SubscriptionItem extends Readable {
  id: string;
  price: Price;
  quantity: number | null;
  periodStart: Seconds | null;
  periodEnd: Seconds | null;
  /** Billed ahead: renews at the later of this and the period's end. */
  billedUntil?: Seconds;
  trialEnd: Seconds | null;
  discounts: Discount[];
  /** null: unknown. */
  taxRates: { percentage: number; inclusive: boolean }[] | null;
}

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void' | (string & {});

export interface Invoice extends Readable {
  id: string;
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
  /** Automatic tax was enabled and complete; absent in older records. */
  automaticTax?: boolean;
  finalizationFailed?: true;
  /** `subscription_paused` means on purpose. */
  uncollectibleReason?: string;
  /** Credited after payment, above zero. */
  creditedAfterPayment?: MinorUnits;
  /** From the last event of a failed payment. */
  paymentFailedAt?: Seconds;
}

export interface Customer extends Readable {
  id: string;
  name: string | null;
  email: string | null;
  deleted: boolean;
  /** Below zero is credit, above is owed. Absent: zero, or not read. */
  balance?: { amount: MinorUnits; currency: Currency };
  /** Absent: Stripe has one, or it was not read. */
  hasPaymentMethod?: false;
}

export interface SchedulePhase {
  start: Seconds;
  end: Seconds;
  currency: Currency | null;
  items: SubscriptionItem[];
  discounts: Discount[];
  trialEnd: Seconds | null;
  /** null: those of the subscription. */
  defaultTaxRates: SubscriptionItem['taxRates'];
  anchored: boolean;
}

export interface Schedule extends Readable {
  id: string;
  status: 'not_started' | 'active' | 'completed' | 'released' | 'canceled' | (string & {});
  /** After the last phase; `cancel` ends the subscription. */
  endBehavior: 'release' | 'cancel' | 'renew' | 'none' | (string & {});
  /** Start of the current phase; null: none. */
  currentStart: Seconds | null;
  phases: SchedulePhase[];
}

export interface Subscription extends Readable {
  id: SubscriptionId;
  status: string;
  currency: Currency;
  customer: Customer;
  created: Seconds;
  startDate: Seconds;
  trialEnd: Seconds | null;
  cancelAt: Seconds | null;
  cancelAtPeriodEnd: boolean;
  canceledAt: Seconds | null;
  endedAt: Seconds | null;
  pause: { behavior: string; resumesAt: Seconds | null } | null;
  /** Stripe's reason (`first_payment_failure` …); absent: none given. */
  pausedBecause?: string;
  collectionMethod: Invoice['collectionMethod'];
  daysUntilDue?: number;
  /** Set on the subscription itself; absent: no, or not given. */
  hasPaymentMethod?: true;
  /** Absent: Stripe makes an invoice. */
  trialEndWithoutPaymentMethod?: 'cancel' | 'pause' | (string & {});
  automaticTax: boolean;
  /** For items without their own. */
  defaultTaxRates: { percentage: number; inclusive: boolean }[];
  items: SubscriptionItem[];
  discounts: Discount[];
  /** Applies only if `discounts` is empty. */
  customerDiscount: Discount | null;
  /** null: none, or the key may not read invoices. */
  latestInvoice: Invoice | null;
  /** The latest regular invoice above zero, if not `latestInvoice`: shows the share of automatic tax. */
  latestCycleInvoice?: Invoice | null;
  scheduleId?: string;
  schedule?: Schedule;
  /** Set once Stripe no longer lists it; the other fields keep their last values. */
  missingSince: Seconds | null;
}

export interface Catalogue {
  productNames: ReadonlyMap<string, string>;
  prices: ReadonlyMap<string, PriceTerms>;
  coupons: ReadonlyMap<string, Coupon>;
}
