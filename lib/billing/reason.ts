import type { ManualFigures } from '../model/client.ts';
import type { CalendarDate, Currency, MinorUnits, Seconds } from '../model/units.ts';

export interface NamedInvoice {
  /** The day it was finalized, else created. */
  date: Seconds;
  amount: MinorUnits;
  currency: Currency;
}

/** Why a payment status is what it is: a code and its data. lib/i18n makes the words. */
export type ReasonCore =
  | ({
      code: 'overdue';
      /** Calendar days since the due day; for automatic charges since the invoice's date. */
      days: number;
      /** true: an automatic charge failed; false: an invoice was left unpaid. */
      charge: boolean;
      others: number;
    } & NamedInvoice)
  /** Only Stripe's status says late: no late invoice was found or readable. */
  | {
      code: 'stripe-says';
      status: 'past_due' | 'unpaid';
      invoicesReadable: boolean;
      invoice: NamedInvoice | null;
    }
  | ({ code: 'uncollectible' } & NamedInvoice)
  | { code: 'ended'; at: Seconds | null }
  | { code: 'first-payment-expired'; at: Seconds | null }
  | { code: 'trial-ends-without-payment'; at: Seconds | null }
  /** `overdue`: Stripe should have resumed it by the last refresh. */
  | { code: 'paused'; until: Seconds | null; overdue: boolean }
  | { code: 'status-paused'; because: string | null }
  /** Status `incomplete`. `since`: Stripe was to give up after that refresh. */
  | {
      code: 'first-payment-incomplete';
      invoice: NamedInvoice | null;
      invoicesReadable: boolean;
      givesUpAt: Seconds | null;
      since: Seconds | null;
    }
  | { code: 'pause-not-refreshed'; until: Seconds; since: Seconds | null }
  | { code: 'due-today'; amount: MinorUnits | null; currency: Currency }
  /** Due after the last refresh, so the outcome is unknown; `since` null: never refreshed. */
  | { code: 'due-not-refreshed'; due: Seconds; since: Seconds | null }
  /** Stripe had not yet acted on a passed renewal or trial end at the last refresh. */
  | { code: 'renewal-awaited'; due: Seconds }
  | ({ code: 'invoice-due'; due: Seconds } & NamedInvoice)
  | ({ code: 'invoice-open' } & NamedInvoice)
  /** Charged, neither paid nor failed: a bank debit. */
  | ({ code: 'payment-under-way' } & NamedInvoice)
  | { code: 'invoice-preparing'; amount: MinorUnits; currency: Currency }
  | ({ code: 'finalization-failed' } & NamedInvoice)
  /** A period began, and its invoice did not exist yet at the last refresh. */
  | { code: 'renewal-under-way'; at: Seconds }
  | {
      code: 'trial';
      until: Seconds | null;
      charges: boolean;
      /** What Stripe does instead of charging without a payment method; null: it charges. */
      withoutPaymentMethod: string | null;
      monthly: MinorUnits | null;
      currency: Currency;
    }
  /** A trial without a charge has ended; `since` null: refreshed after that, or never. */
  | { code: 'trial-over'; until: Seconds; refreshedBefore: boolean; since: Seconds | null }
  /** `due`: when its invoice is due; null: charged automatically. */
  | { code: 'renews'; at: Seconds; due: Seconds | null }
  | {
      code: 'paid';
      next: Seconds | null;
      invoicesReadable: boolean;
      /** An open invoice of the customer, or one with nothing left to pay. */
      open: 'elsewhere' | 'settled' | null;
    }
  | { code: 'covered-by-credit'; at: Seconds }
  | { code: 'free' }
  | { code: 'ends'; at: Seconds }
  | { code: 'end-not-refreshed'; at: Seconds; since: Seconds | null }
  | { code: 'end-awaited'; at: Seconds }
  | { code: 'unknown-status'; status: string }
  | { code: 'unreadable' }
  | { code: 'not-found'; since: Seconds }
  | { code: 'never-read' }
  | { code: 'manual'; status: NonNullable<ManualFigures['status']> }
  | { code: 'manual-not-confirmed'; day: CalendarDate }
  | { code: 'not-tracked' };

export type Reason = ReasonCore & {
  endsAt?: Seconds;
  endedAt?: Seconds;
  changesAt?: Seconds;
  credited?: NamedInvoice;
  also?: NamedInvoice & { due: Seconds | null; from: 'subscription' | 'customer'; others: number };
};
export type ReasonCode = ReasonCore['code'];
