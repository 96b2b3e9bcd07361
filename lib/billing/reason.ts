import type { ManualFigures } from '../model/client.ts';
import type { CalendarDate, Currency, MinorUnits, Seconds } from '../model/units.ts';

/** An invoice as a reason names it. */
export interface NamedInvoice {
  /** The day it was finalized, else created. */
  date: Seconds;
  /** What remains to be paid. */
  amount: MinorUnits;
  currency: Currency;
}

/** Why a payment status is what it is: a code and its data, never words (those are made in lib/i18n). */
export type ReasonCore =
  // Late
  | ({
      code: 'overdue';
      /** Calendar days since the due day; for automatic charges since the invoice's date. */
      days: number;
      /** An automatic charge that failed, not an invoice left unpaid. */
      charge: boolean;
      /** Further invoices that are late too. */
      others: number;
    } & NamedInvoice)
  /** Status `incomplete`; the invoice is null where none was found or read. */
  | { code: 'first-payment-incomplete'; invoice: NamedInvoice | null; invoicesReadable: boolean }
  /** Only Stripe's status says so: no late invoice was found, or none may be read. */
  | { code: 'stripe-says'; status: 'past_due' | 'unpaid'; invoicesReadable: boolean }
  | ({ code: 'uncollectible' } & NamedInvoice)
  // Ended
  | { code: 'ended'; at: Seconds | null }
  | { code: 'first-payment-expired'; at: Seconds | null }
  | { code: 'trial-ends-without-payment'; at: Seconds | null }
  // Paused
  | { code: 'paused'; until: Seconds | null }
  /** Stripe's status `paused`: a trial ended without a way to pay. */
  | { code: 'paused-after-trial' }
  // Upcoming
  | { code: 'due-today'; amount: MinorUnits | null; currency: Currency }
  /** It was due after the last refresh, so nobody knows; `since` null: never refreshed. */
  | { code: 'due-not-refreshed'; due: Seconds; since: Seconds | null }
  /** The renewal or the trial's end had passed at the last refresh, and Stripe had not acted on it yet. */
  | { code: 'renewal-awaited'; due: Seconds }
  | ({ code: 'invoice-due'; due: Seconds } & NamedInvoice)
  | ({ code: 'invoice-open' } & NamedInvoice)
  /** Charged, neither paid nor failed: a bank debit. */
  | ({ code: 'payment-under-way' } & NamedInvoice)
  | { code: 'invoice-preparing'; amount: MinorUnits; currency: Currency }
  | {
      code: 'trial';
      until: Seconds | null;
      /** false: nothing will be charged after it. */
      charges: boolean;
      /** Monthly revenue that it turns into; null: not known. */
      monthly: MinorUnits | null;
      currency: Currency;
    }
  | { code: 'renews'; at: Seconds }
  // Paid
  | { code: 'paid'; next: Seconds | null; invoicesReadable: boolean }
  | { code: 'free' }
  | { code: 'ends'; at: Seconds }
  | { code: 'end-not-refreshed'; at: Seconds; since: Seconds | null }
  // Unknown
  | { code: 'unknown-status'; status: string }
  | { code: 'not-found'; since: Seconds }
  | { code: 'never-read' }
  // no link
  | { code: 'manual'; status: NonNullable<ManualFigures['status']> }
  | { code: 'manual-not-confirmed'; day: CalendarDate }
  | { code: 'not-tracked' };

/** A reason, and the day the subscription ends where it is set to end and the reason itself is another. */
export type Reason = ReasonCore & { endsAt?: Seconds };
export type ReasonCode = ReasonCore['code'];
