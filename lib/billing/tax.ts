import type { Catalogue, Invoice, Price, Subscription, SubscriptionItem } from '../model/subscription.ts';
import { add, divide, type Exact, isPositive, multiply, ONE, parsePercent, ratio, ZERO } from './money.ts';
import { ownEntry } from './tiers.ts';

export interface TaxShare {
  /** Net ÷ price; null: all of it, as far as we know. */
  net: Exact | null;
  included: boolean;
  /** The full price counts, although it may include tax. */
  mayIncludeTax: boolean;
}

const NO_TAX: TaxShare = { net: null, included: false, mayIncludeTax: false };

/**
 * Tax never counts in the monthly value (docs/mrr.md). Exclusive prices are net; inclusive ones are divided
 * by 1 + the known rates. Automatic tax is scaled as in Stripe's last full invoice. A tax rate says itself
 * whether it is inclusive; the price's tax behavior matters for automatic tax, or if no rate is known.
 */
export function taxShare(item: SubscriptionItem, facts: Subscription, catalogue: Catalogue): TaxShare {
  const behavior = taxBehavior(item.price, facts, catalogue);
  if (behavior === 'exclusive') return NO_TAX;
  const included = behavior === 'inclusive';
  const share = facts.automaticTax ? automaticShare(facts) : null;
  if (share !== null) return { net: share, included, mayIncludeTax: false };
  const own = item.taxRates ?? [];
  const rates = own.length > 0 ? own : facts.defaultTaxRates;
  if (rates.length > 0) return shareOfRates(rates);
  const mayIncludeTax = included || facts.automaticTax || item.taxRates === null;
  return { net: null, included, mayIncludeTax };
}

function taxBehavior(price: Price, facts: Subscription, catalogue: Catalogue): Price['taxBehavior'] {
  const option = ownEntry(catalogue.prices.get(price.id)?.byCurrency, facts.currency);
  return option?.taxBehavior ?? price.taxBehavior;
}

function shareOfRates(rates: readonly { percentage: number; inclusive: boolean }[]): TaxShare {
  let sum = ZERO;
  for (const { percentage, inclusive } of rates) {
    if (!inclusive) continue;
    const rate = parsePercent(percentage);
    if (rate === null) return { net: null, included: true, mayIncludeTax: true };
    sum = add(sum, rate);
  }
  return isPositive(sum) ? { net: divide(ONE, add(ONE, sum)), included: true, mayIncludeTax: false } : NO_TAX;
}

/** The latest complete invoice of a full period above zero with automatic tax; null: none. */
export function latestFullInvoice(
  facts: Pick<Subscription, 'latestInvoice' | 'latestCycleInvoice'>,
): Invoice | null {
  let latest: Invoice | null = null;
  for (const invoice of [facts.latestInvoice, facts.latestCycleInvoice ?? null]) {
    if (invoice === null || !isFullPeriod(invoice)) continue;
    if (latest === null || invoice.created > latest.created) latest = invoice;
  }
  return latest;
}

/** subtotal_excluding_tax ÷ subtotal of that invoice. */
function automaticShare(facts: Subscription): Exact | null {
  const latest = latestFullInvoice(facts);
  if (latest === null) return null;
  const net = latest.subtotalExcludingTax ?? 0;
  return Number.isSafeInteger(net) && net > 0 && net <= latest.subtotal ? ratio(net, latest.subtotal) : null;
}

const isFullPeriod = (invoice: Invoice): boolean =>
  (invoice.billingReason === 'subscription_cycle' || invoice.billingReason === 'subscription_create') &&
  // Older records lack this field, so only an explicit false excludes.
  invoice.automaticTax !== false &&
  invoice.unreadable === undefined &&
  invoice.subtotal > 0 &&
  Number.isSafeInteger(invoice.subtotal);

/** Adds exclusive tax; null: unknown, as with automatic tax, whose rates are not on the subscription. */
export function withAddedTax(amount: Exact, item: SubscriptionItem, facts: Subscription): Exact | null {
  if (facts.automaticTax) return null;
  const own = item.taxRates ?? [];
  let rate = ONE;
  for (const { percentage, inclusive } of own.length > 0 ? own : facts.defaultTaxRates) {
    if (inclusive) continue;
    const share = parsePercent(percentage);
    if (share === null) return null;
    rate = add(rate, share);
  }
  return multiply(amount, rate);
}
