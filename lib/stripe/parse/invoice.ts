import * as v from 'valibot';
import type { SubscriptionId } from '../../model/ids.ts';
import type { Invoice } from '../../model/subscription.ts';
import { minorUnits, type Seconds } from '../../model/units.ts';
import {
  amount,
  anything,
  at,
  count,
  currencyCode,
  flag,
  hopeless,
  id,
  identify,
  idOrObject,
  type Parsed,
  text,
  time,
  word,
} from './raw.ts';

const invoiceSchema = v.object({
  amount_due: amount,
  amount_paid: amount,
  amount_remaining: amount,
  attempt_count: count,
  attempted: flag,
  auto_advance: flag,
  billing: word,
  billing_reason: word,
  collection_method: word,
  created: time,
  currency: currencyCode,
  customer: idOrObject,
  date: time,
  due_date: time,
  finalized_at: time,
  forgiven: flag,
  next_payment_attempt: time,
  number: text,
  paid: flag,
  parent: anything,
  status: word,
  status_transitions: anything,
  subscription: idOrObject,
  subtotal: amount,
  subtotal_excluding_tax: amount,
  total: amount,
});
type InvoiceFields = v.InferOutput<typeof invoiceSchema>;

/**
 * An invoice of any API version → facts. Fails only without an id, a currency, a date or a total.
 * Old shapes: `subscription` instead of `parent`, `date` instead of `created`, `billing` instead of
 * `collection_method`, and before 2018-11 `paid`, `closed`, `forgiven` instead of a status.
 */
export function parseInvoice(raw: unknown): Parsed<{ invoice: Invoice }> {
  const identified = identify(raw, 'invoice');
  if (!identified.ok) return identified;
  const fields = v.parse(invoiceSchema, raw);
  const created = fields.created ?? fields.date;
  if (fields.currency === null || created === null || fields.total === null) return hopeless('incomplete');
  return {
    ok: true,
    invoice: {
      id: identified.id,
      subscriptionId: subscriptionIdOf(fields),
      customerId: fields.customer,
      status: statusOf(fields, raw),
      currency: fields.currency,
      total: fields.total,
      amountRemaining: remainingOf(fields),
      subtotal: fields.subtotal ?? fields.total,
      subtotalExcludingTax: fields.subtotal_excluding_tax,
      created,
      finalizedAt: finalizedAtOf(fields),
      dueDate: fields.due_date,
      nextPaymentAttempt: fields.next_payment_attempt,
      attempted: fields.attempted,
      attemptCount: fields.attempt_count ?? 0,
      autoAdvance: fields.auto_advance,
      collectionMethod: fields.collection_method ?? fields.billing ?? 'charge_automatically',
      billingReason: fields.billing_reason,
      number: fields.number,
    },
  };
}

/** The name of the account, which stands on each of its invoices; null where Stripe does not say. */
export function accountNameOf(rawInvoice: unknown): string | null {
  return v.parse(text, at(rawInvoice, 'account_name'));
}

function subscriptionIdOf(fields: InvoiceFields): SubscriptionId | null {
  const details = at(fields.parent, 'subscription_details');
  const found = v.parse(idOrObject, at(details, 'subscription')) ?? fields.subscription;
  return found as SubscriptionId | null;
}

function statusOf(fields: InvoiceFields, raw: unknown): Invoice['status'] {
  if (fields.status !== null) return fields.status;
  if (fields.paid) return 'paid';
  if (fields.forgiven) return 'uncollectible';
  const closed = at(raw, 'closed');
  if (closed === true) return 'void';
  return closed === false ? 'open' : 'unknown';
}

function remainingOf(fields: InvoiceFields): Invoice['amountRemaining'] {
  if (fields.amount_remaining !== null) return fields.amount_remaining;
  if (fields.paid || fields.status === 'paid' || fields.status === 'void') return minorUnits(0);
  return minorUnits(Math.max(0, (fields.amount_due ?? fields.total ?? 0) - (fields.amount_paid ?? 0)));
}

function finalizedAtOf(fields: InvoiceFields): Seconds | null {
  return v.parse(time, at(fields.status_transitions, 'finalized_at')) ?? fields.finalized_at;
}

/** Name and e-mail of the customer as they stood when the invoice was made. */
export function customerOnInvoice(raw: unknown): { name: string | null; email: string | null } {
  return { name: v.parse(text, at(raw, 'customer_name')), email: v.parse(text, at(raw, 'customer_email')) };
}

/** The id of an invoice that may or may not be expanded. */
export function invoiceIdOf(raw: unknown): string | null {
  return v.parse(id, raw) ?? v.parse(idOrObject, raw);
}
