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
  /** Only Stripe's status says so: no late invoice was found, or none may be read. `invoice`: one that is open. */
  | {
      code: 'stripe-says';
      status: 'past_due' | 'unpaid';
      invoicesReadable: boolean;
      invoice: NamedInvoice | null;
    }
  | ({ code: 'uncollectible' } & NamedInvoice)
  // Ended
  | { code: 'ended'; at: Seconds | null }
  | { code: 'first-payment-expired'; at: Seconds | null }
  | { code: 'trial-ends-without-payment'; at: Seconds | null }
  // Paused
  /** `since`: Stripe should have resumed it by the last refresh, and had not. */
  | { code: 'paused'; until: Seconds | null; overdue: boolean }
  /** Stripe's status `paused`, with its word for the cause; null: it gives none. */
  | { code: 'status-paused'; because: string | null }
  // Upcoming
  /**
   * Status `incomplete`; the invoice is null where none was found or read. `since`: Stripe was to give up after the
   * last refresh.
   */
  | {
      code: 'first-payment-incomplete';
      invoice: NamedInvoice | null;
      invoicesReadable: boolean;
      givesUpAt: Seconds | null;
      since: Seconds | null;
    }
  /** A pause was to end after the last refresh. */
  | { code: 'pause-not-refreshed'; until: Seconds; since: Seconds | null }
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
  | ({ code: 'finalization-failed' } & NamedInvoice)
  /** A period has begun and its invoice was not there yet at the last refresh. */
  | { code: 'renewal-under-way'; at: Seconds }
  | {
      code: 'trial';
      until: Seconds | null;
      /** false: nothing will be charged after it. */
      charges: boolean;
      /** Stripe then pauses or cancels it, as there is no way to pay on file; null: it charges. */
      withoutPaymentMethod: string | null;
      /** Monthly revenue that it turns into; null: not known. */
      monthly: MinorUnits | null;
      currency: Currency;
    }
  /** A trial that ends without a charge was to end; `since` null: the last refresh came after that, or never was. */
  | { code: 'trial-over'; until: Seconds; refreshedBefore: boolean; since: Seconds | null }
  /** `due`: billed by an invoice that is due then; null: charged. */
  | { code: 'renews'; at: Seconds; due: Seconds | null }
  // Paid
  | {
      code: 'paid';
      next: Seconds | null;
      invoicesReadable: boolean;
      /** An open invoice is known all the same: of the customer, or one with nothing left to pay. */
      open: 'elsewhere' | 'settled' | null;
    }
  | { code: 'covered-by-credit'; at: Seconds }
  | { code: 'free' }
  | { code: 'ends'; at: Seconds }
  /** It was to end after the last refresh: Ended. */
  | { code: 'end-not-refreshed'; at: Seconds; since: Seconds | null }
  /** Its end had come at the last refresh, and Stripe had not ended it. */
  | { code: 'end-awaited'; at: Seconds }
  // Unknown
  | { code: 'unknown-status'; status: string }
  /** Stripe sent something that the status needs and that could not be read. */
  | { code: 'unreadable' }
  | { code: 'not-found'; since: Seconds }
  | { code: 'never-read' }
  // no link
  | { code: 'manual'; status: NonNullable<ManualFigures['status']> }
  | { code: 'manual-not-confirmed'; day: CalendarDate }
  | { code: 'not-tracked' };

/** A reason, and what is to be said beside it. */
export type Reason = ReasonCore & {
  /** The day the subscription ends or has ended, where the reason itself is another. */
  endsAt?: Seconds;
  endedAt?: Seconds;
  /** The day on which its amount changes, as planned. */
  changesAt?: Seconds;
  /** Its last invoice was credited after it was paid. */
  credited?: NamedInvoice;
  /** An open invoice of the same customer that another subscription made, or none; and how many more there are. */
  also?: NamedInvoice & { due: Seconds | null; from: 'subscription' | 'customer'; others: number };
};
export type ReasonCode = ReasonCore['code'];
