/** Invoices with everything that a caller does not care about filled in. */
import type Stripe from 'stripe';
import { discountAmount, itemAmount } from './money.ts';
import type { Coupon, Discount, Invoice, InvoiceLine, Item, Subscription } from './wire.ts';

// Shared by all invoices: nothing is ever changed in place, and fifty thousand copies would be heavy.
const NO_METADATA: Stripe.Metadata = Object.freeze({});
const SELF = Object.freeze({ type: 'self' as const });

export interface NewInvoice {
  id: string;
  subscription: Subscription;
  created: number;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  billingReason: Stripe.Invoice.BillingReason;
  number: string;
  account: { id: string; name: string; country: string };
  customer: { name: string | null; email: string | null };
  discounts: readonly Discount[];
  coupon: (id: string) => Coupon | undefined;
  dueDate?: number | null;
  attemptCount?: number;
  nextPaymentAttempt?: number | null;
  autoAdvance?: boolean;
  /** Nothing is charged during a trial. */
  free?: boolean;
  paidAt?: number;
}

const NO_INVOICE_TAX: Stripe.Invoice.AutomaticTax = Object.freeze({
  disabled_reason: null,
  enabled: false,
  liability: null,
  provider: null,
  status: null,
});
const NO_PAYMENT_SETTINGS: Stripe.Invoice.PaymentSettings = Object.freeze({
  default_mandate: null,
  payment_method_options: null,
  payment_method_types: null,
});

function lineOf(item: Item, from: NewInvoice): InvoiceLine {
  const { subscription } = from;
  return {
    id: `il_${item.id.slice(3)}${from.id.slice(-6)}`,
    object: 'line_item',
    amount: from.free ? 0 : itemAmount(item, subscription.currency),
    currency: subscription.currency,
    description: null,
    discount_amounts: [],
    discountable: true,
    discounts: item.discounts,
    invoice: from.id,
    livemode: subscription.livemode,
    metadata: NO_METADATA,
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item.id,
      },
    },
    period: { start: item.current_period_start, end: item.current_period_end },
    pretax_credit_amounts: [],
    pricing: {
      type: 'price_details',
      unit_amount_decimal: item.price.unit_amount_decimal,
      price_details: { price: item.price.id, product: item.price.product },
    },
    quantity: item.quantity ?? 0,
    quantity_decimal: null,
    subtotal: from.free ? 0 : itemAmount(item, subscription.currency),
    subscription: subscription.id,
    taxes: [],
  } as InvoiceLine;
}

/** The invoice of a subscription's current period. */
export function buildInvoice(from: NewInvoice): Invoice {
  const { subscription, status } = from;
  const lines = subscription.items.data.map((item) => lineOf(item, from));
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const net = subtotal - discountAmount(subtotal, subscription.currency, from.discounts, from.coupon);
  const rates = subscription.default_tax_rates ?? [];
  const inclusive = rates.filter((rate) => rate.inclusive).reduce((sum, rate) => sum + rate.percentage, 0);
  const exclusive = rates.filter((rate) => !rate.inclusive).reduce((sum, rate) => sum + rate.percentage, 0);
  const withoutTax = (amount: number): number => Math.round(amount / (1 + inclusive / 100));
  const total = net + Math.round((net * exclusive) / 100);
  const finalizedAt = status === 'draft' ? null : from.created;
  const automatic = subscription.collection_method === 'charge_automatically';
  const attemptCount = from.attemptCount ?? (status === 'paid' && automatic && total > 0 ? 1 : 0);
  return {
    id: from.id,
    object: 'invoice',
    account_country: from.account.country,
    account_name: from.account.name,
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: status === 'paid' ? total : 0,
    amount_remaining: status === 'paid' ? 0 : total,
    amount_shipping: 0,
    application: null,
    attempt_count: attemptCount,
    attempted: attemptCount > 0 || status === 'paid',
    auto_advance: from.autoAdvance ?? (status === 'draft' || status === 'open'),
    automatic_tax: NO_INVOICE_TAX,
    automatically_finalizes_at: status === 'draft' && (from.autoAdvance ?? true) ? from.created + 3600 : null,
    billing_reason: from.billingReason,
    collection_method: subscription.collection_method,
    created: from.created,
    currency: subscription.currency,
    custom_fields: null,
    customer: subscription.customer,
    customer_account: null,
    customer_address: null,
    customer_email: from.customer.email,
    customer_name: from.customer.name,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: rates,
    description: null,
    discounts: from.discounts.map((discount) => discount.id),
    due_date: from.dueDate ?? null,
    effective_at: finalizedAt,
    ending_balance: finalizedAt === null ? null : 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url:
      status === 'draft'
        ? null
        : `https://invoice.stripe.com/i/${from.account.id}/${subscription.livemode ? 'live' : 'test'}_${from.id.slice(3)}?s=ap`,
    invoice_pdf: null,
    issuer: SELF,
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/invoices/${from.id}/lines` },
    livemode: subscription.livemode,
    metadata: NO_METADATA,
    next_payment_attempt: from.nextPaymentAttempt ?? null,
    number: status === 'draft' ? null : from.number,
    on_behalf_of: null,
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: NO_METADATA, subscription: subscription.id },
    },
    payment_settings: NO_PAYMENT_SETTINGS,
    period_end: from.created,
    period_start: from.created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status,
    status_transitions: {
      finalized_at: finalizedAt,
      marked_uncollectible_at: status === 'uncollectible' ? from.created : null,
      paid_at: status === 'paid' ? (from.paidAt ?? from.created) : null,
      voided_at: status === 'void' ? from.created : null,
    },
    subtotal,
    subtotal_excluding_tax: withoutTax(subtotal),
    test_clock: subscription.test_clock,
    total,
    total_discount_amounts: [],
    total_excluding_tax: withoutTax(net),
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: finalizedAt,
  };
}
