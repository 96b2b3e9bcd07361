import type { Invoice } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import type { SubscriptionDigest } from './digest.ts';
import type { NamedInvoice, ReasonCore } from './reason.ts';

/** Days after which an automatic charge that neither settled nor failed counts as failed. Our choice. */
const DEBIT_DAYS = 14;

/** The day an invoice is known by: finalized, else created. */
export const invoiceDate = (invoice: Invoice): Seconds => invoice.finalizedAt ?? invoice.created;

export const namedInvoice = (invoice: Invoice): NamedInvoice => ({
  date: invoiceDate(invoice),
  amount: invoice.amountRemaining,
  currency: invoice.currency,
});

/** Whether an invoice still asks for money. */
export const isOwed = (invoice: Invoice): boolean => invoice.status === 'open' && invoice.amountRemaining > 0;

const isAutomatic = (invoice: Invoice): boolean => invoice.collectionMethod !== 'send_invoice';
const wasAttempted = (invoice: Invoice): boolean => invoice.attempted || invoice.attemptCount > 0;

/** The day of the last refresh; before all days where there was none. */
export const refreshDay = (m: AsOf, refreshed: Seconds | null): number =>
  refreshed === null ? Number.NEGATIVE_INFINITY : m.calendar.dayOf(refreshed);

export interface LateInvoice {
  invoice: Invoice;
  /** Calendar days: from the due day, for automatic charges from the invoice's date. */
  days: number;
  charge: boolean;
}

/**
 * The open invoices that are late, the longest first. A due day must lie before the last refresh, which is never after
 * now: if it came later, the invoice may have been paid since.
 */
export function lateInvoices(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): LateInvoice[] {
  if (d.openInvoices.length === 0) return [];
  const today = m.calendar.dayOf(m.now);
  const seen = refreshDay(m, refreshed);
  const late: LateInvoice[] = [];
  for (const invoice of d.openInvoices) {
    const due = invoice.dueDate === null ? null : m.calendar.dayOf(invoice.dueDate);
    if (due !== null && due < seen) {
      late.push({ invoice, days: today - due, charge: false });
    } else if (isAutomatic(invoice)) {
      const date = m.calendar.dayOf(invoiceDate(invoice));
      if (chargeFailed(invoice, d.status, seen - date)) {
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

/** `age`: days from the invoice's date to the last refresh; what happened after that is not known. */
function chargeFailed(invoice: Invoice, status: string, age: number): boolean {
  if (status === 'past_due' || status === 'unpaid' || status === 'incomplete') return true;
  if (!wasAttempted(invoice)) return false;
  return invoice.nextPaymentAttempt !== null || invoice.attemptCount >= 2 || age > DEBIT_DAYS;
}

/**
 * What the open invoices that are not late say, the most pressing first: due and not seen since, due today, due later
 * or being paid. null: there is none.
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
    // Invoices without a due day come after those with one.
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
