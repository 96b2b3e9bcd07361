import type { ClientId, Link } from './ids.ts';
import type { CalendarDate, Currency, MinorUnits, Seconds } from './units.ts';

/** The worst first: of a client's subscriptions the first of these decides. */
export const PAYMENT_STATUSES = [
  'late',
  'unknown',
  'upcoming',
  'paid',
  'paused',
  'ended',
  'not-tracked',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export const MANUAL_STATUSES = ['paid', 'upcoming', 'late'] as const;
export type ManualStatus = (typeof MANUAL_STATUSES)[number];

/** What the user types for a client who is billed outside Stripe. */
export interface ManualFigures {
  status: ManualStatus | null;
  monthly: { amount: MinorUnits; currency: Currency } | null;
  nextBilling: CalendarDate | null;
}

/** An extra monthly amount that is billed outside Stripe. */
export interface AddOn {
  label: string;
  amount: MinorUnits;
  currency: Currency;
}

/** A client as the user keeps it. */
export interface ClientRecord {
  id: ClientId;
  name: string;
  email: string;
  type: string;
  service: string;
  notes: string;
  links: Link[];
  manual: ManualFigures | null;
  addOns: AddOn[];
  archivedAt: Seconds | null;
  createdAt: Seconds;
  updatedAt: Seconds;
}
