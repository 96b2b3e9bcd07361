import type { Invoice } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import type { SubscriptionDigest } from './digest.ts';
import type { NamedInvoice, Reason, ReasonCore } from './reason.ts';

/** An automatic charge that neither settled nor failed counts as failed after this many days. */
const DEBIT_DAYS = 14;

export const invoiceDate = (invoice: Invoice): Seconds => invoice.finalizedAt ?? invoice.created;

export const namedInvoice = (invoice: Invoice): NamedInvoice => ({
  date: invoiceDate(invoice),
  amount: invoice.amountRemaining,
  currency: invoice.currency,
});

export const isOwed = (invoice: Invoice): boolean =>
  invoice.status === 'open' && invoice.unreadable === undefined && invoice.amountRemaining > 0;

/** May be open, but part of it could not be read. */
export const isUnreadable = (invoice: Invoice): boolean =>
  invoice.unreadable !== undefined && !['draft', 'paid', 'uncollectible', 'void'].includes(invoice.status);

const isAutomatic = (invoice: Invoice): boolean => invoice.collectionMethod !== 'send_invoice';
const wasAttempted = (invoice: Invoice): boolean => invoice.attempted || invoice.attemptCount > 0;

/** The day of the last refresh; -Infinity: never refreshed. */
export const refreshDay = (m: AsOf, refreshed: Seconds | null): number =>
  refreshed === null ? Number.NEGATIVE_INFINITY : m.calendar.dayOf(refreshed);

export interface LateInvoice {
  invoice: Invoice;
  /** Calendar days since the due day; for automatic charges since the invoice's date. */
  days: number;
  charge: boolean;
}

/**
 * Late invoices of the subscription, and of its customer without any subscription; the latest first. The due
 * day must be before the last refresh: otherwise the invoice may have been paid since.
 */
export function lateInvoices(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): LateInvoice[] {
  const { openInvoices, oneOffInvoices = [] } = d;
  if (openInvoices.length + oneOffInvoices.length === 0) return [];
  const today = m.calendar.dayOf(m.now);
  const seen = refreshDay(m, refreshed);
  const late: LateInvoice[] = [];
  const failed = hasFailedPayment(d);
  for (const invoice of [...openInvoices, ...oneOffInvoices]) {
    const due = invoice.dueDate === null ? null : m.calendar.dayOf(invoice.dueDate);
    if (due !== null && due < seen) {
      late.push({ invoice, days: today - due, charge: false });
    } else if (isAutomatic(invoice)) {
      const date = m.calendar.dayOf(invoiceDate(invoice));
      const own = invoice.subscriptionId !== null;
      if (chargeFailed(invoice, own && failed, seen - date)) {
        late.push({ invoice, days: today - date, charge: true });
      }
    }
  }
  return late.sort(
    (a, b) =>
      b.days - a.days ||
      b.invoice.amountRemaining - a.invoice.amountRemaining ||
      (a.invoice.id < b.invoice.id ? -1 : 1),
  );
}

/** `age`: days from the invoice's date to the last refresh. */
function chargeFailed(invoice: Invoice, subscriptionFailed: boolean, age: number): boolean {
  if (subscriptionFailed || invoice.paymentFailedAt !== undefined || age > DEBIT_DAYS) return true;
  return wasAttempted(invoice) && (invoice.nextPaymentAttempt !== null || invoice.attemptCount >= 2);
}

const hasFailedPayment = ({ status, pausedBecause }: SubscriptionDigest): boolean =>
  status === 'past_due' ||
  status === 'unpaid' ||
  (status === 'paused' &&
    (pausedBecause === 'first_payment_failure' || pausedBecause === 'final_payment_failure'));

/** Other open invoices of the customer, the first due first; undefined: none. */
export function alsoOpen(d: SubscriptionDigest, named: ReasonCore): Reason['also'] {
  const { oneOffInvoices = [], invoicesElsewhere = [] } = d;
  const all = [
    ...oneOffInvoices.map((one) => ({ ...namedInvoice(one), due: one.dueDate, from: 'customer' as const })),
    ...invoicesElsewhere.map((one) => ({ ...one, from: 'subscription' as const })),
  ].filter((one) => !('date' in named && named.date === one.date && named.amount === one.amount));
  const [first] = all.sort((a, b) => (a.due ?? a.date) - (b.due ?? b.date));
  return first === undefined ? undefined : { ...first, others: all.length - 1 };
}

/**
 * The most pressing open invoice that is not late: due and not refreshed since, due today, due later, or in
 * payment.
 */
export function openInvoiceOutcome(
  d: SubscriptionDigest,
  m: AsOf,
  refreshed: Seconds | null,
): ReasonCore | null {
  let best: ReasonCore | null = null;
  let bestDay = Number.POSITIVE_INFINITY;
  const today = m.calendar.dayOf(m.now);
  for (const invoice of d.openInvoices) {
    const due = invoice.dueDate;
    const day = due === null ? Number.MAX_SAFE_INTEGER : m.calendar.dayOf(due);
    if (day >= bestDay) continue;
    bestDay = day;
    best = outcome(invoice, due, day - today, refreshed);
  }
  return best;
}

function outcome(
  invoice: Invoice,
  due: Seconds | null,
  daysAhead: number,
  refreshed: Seconds | null,
): ReasonCore {
  if (due === null) {
    return wasAttempted(invoice) && isAutomatic(invoice)
      ? { code: 'payment-under-way', ...namedInvoice(invoice) }
      : { code: 'invoice-open', ...namedInvoice(invoice) };
  }
  if (daysAhead < 0) return { code: 'due-not-refreshed', due, since: refreshed };
  if (daysAhead === 0) {
    return { code: 'due-today', amount: invoice.amountRemaining, currency: invoice.currency };
  }
  return { code: 'invoice-due', ...namedInvoice(invoice), due };
}
