import type { AddOn, ManualFigures } from '../model/client.ts';
import type { ClientId, ConnectionId, SubscriptionId } from '../model/ids.ts';
import type { Invoice } from '../model/subscription.ts';
import type { Currency, MinorUnits, Seconds } from '../model/units.ts';
import type { Figure } from './figures-by-field.ts';
import type { NamedInvoice } from './reason.ts';

/** The amount of one billing interval, as charged: "$50 / month", "$600 / year + usage". */
export interface AmountPart {
  /** null: not known. */
  amount: MinorUnits | null;
  currency: Currency;
  interval: string;
  count: number;
  /** A metered item adds to it. */
  usage: boolean;
  /** Tax is inside the amount. */
  taxIncluded: boolean;
}

/** Why a figure is what it is, beside the number. Codes; words are made from them in one place. */
export type FigureNote =
  | 'trialing'
  | 'trial-ends-without-payment'
  | 'paused'
  | 'ended'
  | 'unpaid'
  | 'incomplete'
  | 'unknown-status'
  | 'unknown-price'
  | 'unknown-coupon'
  | 'coupon-without-currency'
  | 'may-include-tax'
  | 'not-found'
  | 'free'
  /** An item is in its own trial and counts 0 until that ends. */
  | 'item-trialing'
  /** A `once` or `repeating` discount is there and was not subtracted. */
  | 'temporary-discount'
  /** A link whose subscription has never been read. */
  | 'never-read'
  /** Stripe sent something that the figure needs and that could not be read. */
  | 'unreadable'
  /** It has a schedule that was not read, so planned changes are not in its figures. */
  | 'schedule-not-read';

/** A monthly value that holds up to (not including) a moment; the last step has no end. */
export type MonthlyStep = MonthlyFigure & {
  until: Seconds | null;
  /** Notes that hold during this step only, beside those of the subscription. */
  notes?: FigureNote[];
};

/**
 * Exact minor units per month as a fraction, "250/3", and the same rounded half away from zero, so that a list of
 * thousands needs no exact arithmetic. null: not known.
 */
export type MonthlyFigure = { exact: string; rounded: MinorUnits } | { exact: null; rounded: null };

/** Amounts that hold up to (not including) a moment. */
export interface AmountStep {
  until: Seconds;
  amounts: AmountPart[];
}

/**
 * One subscription, reduced to what its status, amount and monthly value follow from at any later moment.
 * It is what the view holds: a pure function of the stored facts, never of the present.
 */
export interface SubscriptionDigest {
  id: SubscriptionId;
  connectionId: ConnectionId;
  /** Name, or e-mail, or the id of the Stripe customer. */
  customer: string;
  email: string | null;
  product: string;
  status: string;
  currency: Currency;
  /** null: it could not be read. */
  startDate: Seconds | null;
  trialEnd: Seconds | null;
  endsAt: Seconds | null;
  endedAt: Seconds | null;
  pause: { behavior: string; resumesAt: Seconds | null } | null;
  /** Stripe's word for the cause of its status `paused`. */
  pausedBecause?: string;
  /**
   * The earliest renewal over the items, the start of that item's period, and how many days its price's interval has
   * (absent in a view from before this was kept: those of the period).
   */
  renewal: { at: Seconds; periodStart: Seconds; days?: number } | null;
  /** The next renewal charges something (false for a free plan). */
  renewalCharges: boolean;
  /** The customer's credit covers the next renewal whole. */
  coveredByCredit?: true;
  /** Renewals are billed by an invoice with so many days to pay. */
  daysUntilDue?: number;
  /** What Stripe does at the end of the trial, as there is no way to pay on file. */
  trialEndWithoutPaymentMethod?: string;
  /** Status `incomplete`: when Stripe gives up. */
  givesUpAt?: Seconds;
  /** A period began then whose invoice the subscription does not name yet. */
  invoiceAwaitedSince?: Seconds;
  /** When planned terms with another amount begin. */
  changesAt?: Seconds;
  /** Open invoices with an amount remaining. */
  openInvoices: Invoice[];
  /** The same of the customer, where no subscription made them: the client owes them too. */
  oneOffInvoices?: Invoice[];
  /** The same of other subscriptions of the customer. */
  invoicesElsewhere?: OpenInvoice[];
  /** An open invoice of it on which nothing remains to be paid. */
  hasSettledInvoice?: true;
  /** Where it is a draft or uncollectible; else null. */
  latestInvoice: Invoice | null;
  /** The latest invoice was paid and then credited: by so much. */
  credited?: NamedInvoice;
  /** Figures that need something that could not be read. */
  unreadable?: Figure[];
  /** false: the key may not read invoices. */
  invoicesReadable: boolean;
  /** What a full period costs, one part per interval, the shortest first; empty: shown as "—". */
  amounts: AmountPart[];
  /** Amounts that hold earlier than `amounts`, where nothing renews any more and a discount ends; oldest first. */
  earlierAmounts?: AmountStep[];
  monthly: MonthlyStep[];
  /** In a trial: the monthly value that it turns into; null: not known. */
  afterTrial?: MinorUnits | null;
  notes: FigureNote[];
  missingSince: Seconds | null;
}

/** An open invoice as a reason mentions it beside its own subject. */
export interface OpenInvoice extends NamedInvoice {
  due: Seconds | null;
}

/** One client with what is known of each link; a row of the view. */
export interface ClientDigest {
  id: ClientId;
  name: string;
  email: string;
  type: string;
  service: string;
  archived: boolean;
  links: SubscriptionDigest[];
  /** Links whose subscription has never been read (for instance right after a restore). */
  unread: { connectionId: ConnectionId; subscriptionId: SubscriptionId }[];
  manual: ManualFigures | null;
  addOns: AddOn[];
}
