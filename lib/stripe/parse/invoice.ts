import type { SubscriptionId } from '../../model/ids.ts';
import type { Invoice } from '../../model/subscription.ts';
import { currency, minorUnits, seconds } from '../../model/units.ts';
import {
  amount,
  at,
  count,
  currencyCode,
  flag,
  identifyAny,
  idOrObject,
  isThere,
  noteUnreadable,
  object,
  type Parsed,
  readFields,
  readOne,
  text,
  time,
  word,
} from './raw.ts';

const INVOICE = {
  amount_due: amount,
  amount_paid: amount,
  amount_remaining: amount,
  attempt_count: count,
  attempted: flag,
  auto_advance: flag,
  automatic_tax: object,
  billing: word,
  billing_reason: word,
  closed: flag,
  collection_method: word,
  created: time,
  currency: currencyCode,
  customer: idOrObject,
  date: time,
  due_date: time,
  finalized_at: time,
  forgiven: flag,
  last_finalization_error: object,
  next_payment_attempt: time,
  paid: flag,
  parent: object,
  post_payment_credit_notes_amount: amount,
  status: word,
  status_details: object,
  status_transitions: object,
  subscription: idOrObject,
  subtotal: amount,
  subtotal_excluding_tax: amount,
  total: amount,
};
type InvoiceFields = ReturnType<typeof readFields<typeof INVOICE>>['fields'];

/** ISO 4217 for "no currency": replaces an unreadable one. */
export const NO_CURRENCY = currency('xxx');

/**
 * Any API version; fails only without an id: an invoice left out could make its subscription pass for paid. Old
 * names: `subscription`, `date`, `billing`; before 2018-11 `paid`, `closed`, `forgiven` instead of a status.
 */
export function parseInvoice(raw: unknown): Parsed<{ invoice: Invoice }> {
  const identified = identifyAny(raw, 'invoice');
  if (!identified.ok) return identified;
  const { fields, unreadable } = readFields(raw, INVOICE);
  const lacks = (...names: (keyof InvoiceFields)[]) =>
    names.every((name) => fields[name] === null && !unreadable.includes(name));
  unreadable.push(...identified.unreadable);
  if (lacks('currency')) unreadable.push('currency');
  if (lacks('created', 'date')) unreadable.push('created');
  if (lacks('total')) unreadable.push('total');
  const total = fields.total ?? minorUnits(0);
  const tax = readFields(fields.automatic_tax, { enabled: flag, status: word });
  const uncollectible = readFields(at(fields.status_details, 'uncollectible'), { reason: word });
  const transitions = readFields(fields.status_transitions, { finalized_at: time });
  const details = readFields(at(fields.parent, 'subscription_details'), { subscription: idOrObject });
  unreadable.push(
    ...tax.unreadable,
    ...uncollectible.unreadable,
    ...transitions.unreadable,
    ...details.unreadable,
  );
  if (
    isThere(at(fields.parent, 'subscription_details')) &&
    typeof at(fields.parent, 'subscription_details') !== 'object'
  )
    unreadable.push('subscription_details');
  const credited = fields.post_payment_credit_notes_amount ?? 0;
  return {
    ok: true,
    invoice: {
      id: identified.id,
      subscriptionId: (details.fields.subscription ?? fields.subscription) as SubscriptionId | null,
      customerId: fields.customer,
      status: statusOf(fields),
      currency: fields.currency ?? NO_CURRENCY,
      total,
      amountRemaining: remainingOf(fields),
      subtotal: fields.subtotal ?? total,
      subtotalExcludingTax: fields.subtotal_excluding_tax,
      created: fields.created ?? fields.date ?? seconds(0),
      finalizedAt: transitions.fields.finalized_at ?? fields.finalized_at,
      dueDate: fields.due_date,
      nextPaymentAttempt: fields.next_payment_attempt,
      attempted: fields.attempted ?? false,
      attemptCount: fields.attempt_count ?? 0,
      autoAdvance: fields.auto_advance ?? false,
      collectionMethod: fields.collection_method ?? fields.billing ?? 'charge_automatically',
      billingReason: fields.billing_reason,
      number: readOne(text, at(raw, 'number')),
      automaticTax: tax.fields.enabled === true && tax.fields.status === 'complete',
      ...(fields.last_finalization_error === null ? {} : { finalizationFailed: true as const }),
      ...(uncollectible.fields.reason === null ? {} : { uncollectibleReason: uncollectible.fields.reason }),
      ...(credited > 0 ? { creditedAfterPayment: minorUnits(credited) } : {}),
      ...noteUnreadable(unreadable),
    },
  };
}

export function accountNameOf(rawInvoice: unknown): string | null {
  return readOne(text, at(rawInvoice, 'account_name'));
}

function statusOf({ status, paid, forgiven, closed }: InvoiceFields): Invoice['status'] {
  if (status !== null) return status;
  if (paid) return 'paid';
  if (forgiven) return 'uncollectible';
  if (closed) return 'void';
  return closed === false ? 'open' : 'unknown';
}

function remainingOf(fields: InvoiceFields): Invoice['amountRemaining'] {
  if (fields.amount_remaining !== null) return fields.amount_remaining;
  if (fields.paid || fields.status === 'paid' || fields.status === 'void') return minorUnits(0);
  return minorUnits(Math.max(0, (fields.amount_due ?? fields.total ?? 0) - (fields.amount_paid ?? 0)));
}

const MAX_ADDRESS = 1000;

/**
 * Stripe's own page to pay the invoice, on invoice.stripe.com or a domain of the account; null: there is none. It opens
 * to anyone who has the address, so it is no part of `Invoice`, which is stored.
 */
export function hostedPageOf(raw: unknown): string | null {
  const address = at(raw, 'hosted_invoice_url');
  if (typeof address !== 'string' || address.length > MAX_ADDRESS || /\s/.test(address)) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url?.protocol === 'https:' && url.username === '' ? url.href : null;
}

/** As of the invoice's creation. */
export function customerOnInvoice(raw: unknown): { name: string | null; email: string | null } {
  return { name: readOne(text, at(raw, 'customer_name')), email: readOne(text, at(raw, 'customer_email')) };
}

export function invoiceIdOf(raw: unknown): string | null {
  return readOne(idOrObject, raw);
}
