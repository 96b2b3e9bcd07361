/**
 * Stripe's objects in our own compact words: all that billing needs, no raw object.
 * Times are whole seconds since 1970 (UTC), amounts minor units of their currency. Nothing here follows from the
 * present moment, so what was read holds until the next refresh.
 */
import type { SubscriptionId } from './ids.ts';
import type { Currency, MinorUnits, Seconds } from './units.ts';

export type Interval = 'day' | 'week' | 'month' | 'year';

/**
 * What Stripe sent and could not be read, by Stripe's own field names; absent: nothing. A figure that needs such a
 * field is unknown (lib/billing/figures-by-field.ts). A field that Stripe did not send is not listed.
 */
export interface Readable {
  unreadable?: string[];
}

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

export interface Coupon extends Readable {
  id: string;
  name: string | null;
  /** Tells a coupon from a later one of the same id; absent in records from before this was kept. */
  created?: Seconds | null;
  percentOff: number | null;
  /** Minor units by currency. Empty where the coupon is a percentage. */
  amountOff: Record<string, number>;
  duration: 'forever' | 'once' | 'repeating' | (string & {});
  /**
   * Products that the coupon is limited to; null: all; undefined: not read. Stripe sends it only where it is expanded,
   * as it does the amounts in other currencies than the coupon's own.
   */
  appliesTo: string[] | null | undefined;
}

export interface Discount extends Readable {
  id: string;
  couponId: string | null;
  /** The terms that it was given with, where they came along: they hold whatever became of the coupon since. */
  coupon?: Coupon;
  start: Seconds | null;
  end: Seconds | null;
}

export interface SubscriptionItem extends Readable {
  id: string;
  price: Price;
  /** Absent on metered items. */
  quantity: number | null;
  periodStart: Seconds | null;
  periodEnd: Seconds | null;
  /** Billed ahead until then: it renews at the later of this and the period's end. */
  billedUntil?: Seconds;
  /** End of the item's own trial. */
  trialEnd: Seconds | null;
  discounts: Discount[];
  /** Percentages with inclusive flag; null: not known. */
  taxRates: { percentage: number; inclusive: boolean }[] | null;
}

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void' | (string & {});

export interface Invoice extends Readable {
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
  /** Its own automatic tax was enabled and complete; absent in records from before this was kept. */
  automaticTax?: boolean;
  /** A draft that Stripe could not finalize. */
  finalizationFailed?: true;
  /** Given up as uncollectible for this: `subscription_paused` means on purpose. */
  uncollectibleReason?: string;
  /** Taken back by credit notes after it was paid, above zero. */
  creditedAfterPayment?: MinorUnits;
  /** When an event last said that a payment of it failed. */
  paymentFailedAt?: Seconds;
}

export interface Customer extends Readable {
  id: string;
  name: string | null;
  email: string | null;
  deleted: boolean;
  /** Below zero: credit that Stripe takes the next invoices from, above: owed. Absent: zero, or not read. */
  balance?: { amount: MinorUnits; currency: Currency };
  /** false: nothing on file that Stripe could charge; absent: there is something, or it was not read. */
  hasPaymentMethod?: false;
}

/** One phase of a schedule: the terms that hold from its start to its end. */
export interface SchedulePhase {
  start: Seconds;
  end: Seconds;
  /** null: as before. */
  currency: Currency | null;
  items: SubscriptionItem[];
  discounts: Discount[];
  /** Nothing is charged before this. */
  trialEnd: Seconds | null;
  /** null: those of the subscription. */
  defaultTaxRates: SubscriptionItem['taxRates'];
  /** A new billing period begins with the phase. */
  anchored: boolean;
}

/** What is planned for a subscription. */
export interface Schedule extends Readable {
  id: string;
  status: 'not_started' | 'active' | 'completed' | 'released' | 'canceled' | (string & {});
  /** What happens after the last phase: `cancel` ends the subscription. */
  endBehavior: 'release' | 'cancel' | 'renew' | 'none' | (string & {});
  /** Start of the phase that holds; null: none does. */
  currentStart: Seconds | null;
  /** In order, past ones included. */
  phases: SchedulePhase[];
}

/** One Stripe subscription: all that status, amount and monthly value need, and the names a person knows it by. */
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
  /** Stripe's word for why its status is `paused` (`first_payment_failure` …); absent: not said. */
  pausedBecause?: string;
  collectionMethod: Invoice['collectionMethod'];
  /** Days to pay an invoice that is sent; absent: charged automatically, or not said. */
  daysUntilDue?: number;
  /** It has a way to pay of its own; absent: none, or not said. */
  hasPaymentMethod?: true;
  /** What Stripe does when the trial ends and there is no way to pay; absent: it makes an invoice. */
  trialEndWithoutPaymentMethod?: 'cancel' | 'pause' | (string & {});
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
  /** Id of its schedule; absent: none. */
  scheduleId?: string;
  /** Absent: there is none, or it was not read. */
  schedule?: Schedule;
  /** Set when the last refresh no longer found it at Stripe; the other fields are then the last known ones. */
  missingSince: Seconds | null;
}

/** Names and terms that subscriptions refer to by id. */
export interface Catalogue {
  productNames: ReadonlyMap<string, string>;
  prices: ReadonlyMap<string, PriceTerms>;
  coupons: ReadonlyMap<string, Coupon>;
}
