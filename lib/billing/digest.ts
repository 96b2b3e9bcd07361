import type { AddOn, ManualFigures } from '../model/client.ts';
import type { ClientId, ConnectionId, SubscriptionId } from '../model/ids.ts';
import type { Invoice } from '../model/subscription.ts';
import type { Currency, MinorUnits, Seconds } from '../model/units.ts';

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
  | 'never-read';

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
  startDate: Seconds;
  trialEnd: Seconds | null;
  endsAt: Seconds | null;
  endedAt: Seconds | null;
  pause: { behavior: string; resumesAt: Seconds | null } | null;
  /** Smallest period end over the items, and the start of that item's period. */
  renewal: { at: Seconds; periodStart: Seconds } | null;
  /** The next renewal charges something (false for a free plan). */
  renewalCharges: boolean;
  /** Open invoices with an amount remaining. */
  openInvoices: Invoice[];
  /** Where it is a draft or uncollectible; else null. */
  latestInvoice: Invoice | null;
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
