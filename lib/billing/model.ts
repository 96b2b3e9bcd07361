/**
 * The facts that billing is computed from: what Stripe said, in our own compact words.
 * Every time is in whole seconds since 1970 (UTC); every amount is in minor units of its currency.
 * Nothing here is ever derived from the present moment, so a fact stays true until the next refresh.
 */

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Seconds since 1970-01-01T00:00:00Z, as Stripe gives them. */
export type Seconds = Brand<number, 'Seconds'>;
/** A whole number of a currency's smallest unit (cents for USD, yen for JPY). */
export type MinorUnits = Brand<number, 'MinorUnits'>;
/** An ISO 4217 code in lower case, as Stripe writes it. */
export type Currency = Brand<string, 'Currency'>;

export type ClientId = Brand<string, 'ClientId'>;
/** One Stripe account in one mode (live or test). */
export type ConnectionId = Brand<string, 'ConnectionId'>;
export type SubscriptionId = Brand<string, 'SubscriptionId'>;

export const seconds = (value: number): Seconds => value as Seconds;
export const minorUnits = (value: number): MinorUnits => value as MinorUnits;
export const currency = (code: string): Currency => code.toLowerCase() as Currency;

export type Interval = 'day' | 'week' | 'month' | 'year';

/** The recurring terms of a price, as they stand on a subscription item. */
export interface PriceFacts {
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

export interface TierFacts {
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
    { unitAmount: string | null; tiers: TierFacts[] | null; taxBehavior: PriceFacts['taxBehavior'] }
  >;
}

export interface CouponFacts {
  id: string;
  name: string | null;
  percentOff: number | null;
  /** Minor units by currency. Empty where the coupon is a percentage. */
  amountOff: Record<string, number>;
  duration: 'forever' | 'once' | 'repeating' | (string & {});
  /** Products that the coupon is limited to; null: all; undefined: not read (the list of coupons was not readable). */
  appliesTo: string[] | null | undefined;
}

export interface DiscountFacts {
  id: string;
  couponId: string | null;
  start: Seconds | null;
  end: Seconds | null;
}

export interface ItemFacts {
  id: string;
  price: PriceFacts;
  /** Absent on metered items. */
  quantity: number | null;
  periodStart: Seconds | null;
  periodEnd: Seconds | null;
  /** End of the item's own trial. */
  trialEnd: Seconds | null;
  discounts: DiscountFacts[];
  /** Percentages with inclusive flag; null: not known. */
  taxRates: { percentage: number; inclusive: boolean }[] | null;
}

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void' | (string & {});

export interface InvoiceFacts {
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
export interface SubscriptionFacts {
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
  collectionMethod: InvoiceFacts['collectionMethod'];
  automaticTax: boolean;
  /** Tax rates that hold for items without their own. */
  defaultTaxRates: { percentage: number; inclusive: boolean }[];
  items: ItemFacts[];
  /** Subscription discounts in the order listed. */
  discounts: DiscountFacts[];
  /** The customer's discount; counts only where `discounts` is empty. */
  customerDiscount: DiscountFacts | null;
  /** null: none, or the key may not read invoices. */
  latestInvoice: InvoiceFacts | null;
  /**
   * The latest `subscription_cycle` or `subscription_create` invoice above zero, where it is known and is not
   * `latestInvoice`: a refresh carries it over from an earlier one. It tells how much of a price is automatic tax.
   */
  latestCycleInvoice?: InvoiceFacts | null;
  /** Set when the last refresh no longer found it at Stripe; the other fields are then the last known ones. */
  missingSince: Seconds | null;
}

/** Names and terms that subscriptions refer to by id. */
export interface Catalogue {
  productNames: ReadonlyMap<string, string>;
  prices: ReadonlyMap<string, PriceTerms>;
  coupons: ReadonlyMap<string, CouponFacts>;
}

/** Figures that the user types for a client billed outside Stripe (F12). */
export interface ManualFigures {
  status: 'paid' | 'upcoming' | 'late' | null;
  monthly: { amount: MinorUnits; currency: Currency } | null;
  nextBilling: CalendarDate | null;
}

/** An extra monthly amount billed outside Stripe (F13). */
export interface AddOn {
  label: string;
  amount: MinorUnits;
  currency: Currency;
}

/** A day in the user's calendar, "2026-11-22". It has no zone: the user means the day. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

/** Which facts a connection could read; without invoices some reasons differ. */
export interface ReadScope {
  invoices: boolean;
}

/** Everything about the present that a rule may ask for. */
export interface Moment {
  now: Seconds;
  calendar: Calendar;
  /** 1 to 31. */
  upcomingWindowDays: number;
  /** By connection: end of the last successful refresh; absent: never. */
  lastRefresh: ReadonlyMap<ConnectionId, Seconds>;
}

/** The user's zone, reduced to what the rules need. Day numbers count from 1970-01-01 in that zone. */
export interface Calendar {
  dayOf(at: Seconds): number;
  /** First second of that day in the zone. */
  startOfDay(day: number): Seconds;
}

export type PaymentStatus = 'late' | 'unknown' | 'upcoming' | 'paid' | 'paused' | 'ended' | 'not-tracked';
