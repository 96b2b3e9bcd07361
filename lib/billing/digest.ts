import type { AddOn, ManualFigures } from '../model/client.ts';
import type { ClientId, ConnectionId, Link, SubscriptionId } from '../model/ids.ts';
import type { Invoice } from '../model/subscription.ts';
import type { Currency, MinorUnits, Seconds } from '../model/units.ts';
import type { Figure } from './figures-by-field.ts';
import type { NamedInvoice } from './reason.ts';

/** The charge of one billing interval: "$50 / month", "$600 / year + usage". */
export interface AmountPart {
  /** null: unknown. */
  amount: MinorUnits | null;
  currency: Currency;
  interval: string;
  count: number;
  usage: boolean;
  taxIncluded: boolean;
}

/** What is shown beside a figure to explain it. */
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
  | 'item-trialing'
  /** A `once` or `repeating` discount exists and was not subtracted. */
  | 'temporary-discount'
  | 'never-read'
  | 'unreadable'
  | 'schedule-not-read';

/** `until` is exclusive; the last step has no end. */
export type MonthlyStep = MonthlyFigure & {
  until: Seconds | null;
  /** Only for this step, in addition to the subscription's notes. */
  notes?: FigureNote[];
};

/** `exact` is minor units per month as a fraction, "250/3"; `rounded` spares long lists the arithmetic. */
export type MonthlyFigure = { exact: string; rounded: MinorUnits } | { exact: null; rounded: null };

export interface AmountStep {
  until: Seconds;
  amounts: AmountPart[];
}

/** A stored summary of one subscription: a pure function of what Stripe sent, independent of the present. */
export interface SubscriptionDigest {
  id: SubscriptionId;
  connectionId: ConnectionId;
  customer: string;
  email: string | null;
  product: string;
  status: string;
  currency: Currency;
  startDate: Seconds | null;
  trialEnd: Seconds | null;
  endsAt: Seconds | null;
  endedAt: Seconds | null;
  pause: { behavior: string; resumesAt: Seconds | null } | null;
  pausedBecause?: string;
  /** The earliest renewal. `days`: length of its full interval; absent in older views. */
  renewal: { at: Seconds; periodStart: Seconds; days?: number } | null;
  /** false: a free plan. */
  renewalCharges: boolean;
  coveredByCredit?: true;
  daysUntilDue?: number;
  trialEndWithoutPaymentMethod?: string;
  /** Status `incomplete`: when Stripe gives up. */
  givesUpAt?: Seconds;
  /** A period began then, but the subscription does not name its invoice yet. */
  invoiceAwaitedSince?: Seconds;
  changesAt?: Seconds;
  /** With an amount remaining. */
  openInvoices: Invoice[];
  /** Open invoices of the customer without a subscription: the client owes them too. */
  oneOffInvoices?: Invoice[];
  invoicesElsewhere?: OpenInvoice[];
  /** It has an open invoice with nothing left to pay. */
  hasSettledInvoice?: true;
  latestInvoice: Invoice | null;
  /** The latest invoice was paid, then credited by this much. */
  credited?: NamedInvoice;
  unreadable?: Figure[];
  /** false: the key may not read invoices. */
  invoicesReadable: boolean;
  /** What a full period costs per interval, shortest first; empty: "—". */
  amounts: AmountPart[];
  /** Amounts before `amounts`, when a discount ends and nothing renews; oldest first. */
  earlierAmounts?: AmountStep[];
  monthly: MonthlyStep[];
  afterTrial?: MinorUnits | null;
  notes: FigureNote[];
  missingSince: Seconds | null;
}

export interface OpenInvoice extends NamedInvoice {
  due: Seconds | null;
}

export interface ClientDigest {
  id: ClientId;
  name: string;
  email: string;
  type: string;
  service: string;
  archived: boolean;
  links: SubscriptionDigest[];
  /** Links whose subscription was never read (for instance right after a restore). */
  unread: Link[];
  manual: ManualFigures | null;
  addOns: AddOn[];
}

/** Of a client's subscriptions, those never read last. */
export const linksOf = ({ links, unread }: Pick<ClientDigest, 'links' | 'unread'>): Link[] => [
  ...links.map(({ connectionId, id }) => ({ connectionId, subscriptionId: id })),
  ...unread,
];
