import type { ClientId, Link } from './ids.ts';
import type { CalendarDate, Currency, MinorUnits, Seconds } from './units.ts';

/** The worst first: the first that applies decides. */
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

export interface ManualFigures {
  status: ManualStatus | null;
  monthly: { amount: MinorUnits; currency: Currency } | null;
  nextBilling: CalendarDate | null;
}

export interface AddOn {
  label: string;
  amount: MinorUnits;
  currency: Currency;
}

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

/** What the user may write. */
export const CLIENT_FIELDS = [
  'name',
  'email',
  'type',
  'service',
  'notes',
  'links',
  'manual',
  'addOns',
] as const satisfies (keyof ClientRecord)[];
export type ClientDraft = Pick<ClientRecord, (typeof CLIENT_FIELDS)[number]>;

/** What is done to several clients in one step, and taken back in one. */
export const BULK_ACTIONS = ['archive', 'restore', 'delete', 'unlink', 'type', 'add', 'link'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];
