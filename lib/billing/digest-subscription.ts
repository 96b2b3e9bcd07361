import type { ConnectionId } from '../model/ids.ts';
import type { Catalogue, Invoice, Subscription, SubscriptionItem } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import type {
  AmountPart,
  AmountStep,
  FigureNote,
  MonthlyFigure,
  MonthlyStep,
  SubscriptionDigest,
} from './digest.ts';
import { byInterval } from './discounts.ts';
import { isOwed } from './invoices.ts';
import { add, type Exact, isPositive, roundHalfAway, toText, ZERO } from './money.ts';
import {
  type Evaluation,
  evaluate,
  monthlyOf,
  note,
  type Priced,
  type PricedItem,
  pastItsTrial,
  priceItems,
  usageCosts,
} from './recurring.ts';
import { endsBeforeRenewal, endsWithTrial, hasEnded, KNOWN_STATUSES } from './status.ts';

export interface DigestOptions {
  connectionId: ConnectionId;
  /** false: the key may not read invoices. */
  invoicesReadable: boolean;
  /** The user's setting: `once` and `repeating` discounts are subtracted from the monthly value while in force. */
  temporaryDiscounts: boolean;
}

const BEFORE_ALL = Number.NEGATIVE_INFINITY as Seconds;

/**
 * One subscription, reduced to what its status, amount and monthly value follow from at any later moment. It does not
 * depend on the present: what changes at a known time is given as steps.
 * `openInvoices`: open invoices, at least those of this subscription; others are left out.
 */
export function digestSubscription(
  facts: Subscription,
  openInvoices: readonly Invoice[],
  catalogue: Catalogue,
  options: DigestOptions,
): SubscriptionDigest {
  const digest: SubscriptionDigest = {
    id: facts.id,
    connectionId: options.connectionId,
    customer: facts.customer.name || facts.customer.email || facts.customer.id,
    email: facts.customer.email,
    product: productName(facts, catalogue),
    status: facts.status,
    currency: facts.currency,
    startDate: facts.startDate,
    trialEnd: facts.trialEnd,
    endsAt: endOf(facts),
    endedAt: facts.endedAt ?? (hasEnded(facts) ? facts.canceledAt : null),
    pause: facts.pause,
    renewal: renewalOf(facts),
    renewalCharges: false,
    openInvoices: openInvoices.filter((invoice) => invoice.subscriptionId === facts.id && isOwed(invoice)),
    latestInvoice: decides(facts.latestInvoice) ? facts.latestInvoice : null,
    invoicesReadable: options.invoicesReadable,
    amounts: [],
    monthly: [],
    notes: [],
    missingSince: facts.missingSince,
  };
  const priced = priceItems(facts, catalogue);
  digest.renewalCharges = chargesAtRenewal(digest, priced);
  setAmounts(digest, priced);
  setMonthly(digest, priced, options.temporaryDiscounts);
  return digest;
}

/** Of the latest invoice only a draft and an uncollectible one decide anything; a view of thousands leaves the rest out. */
const decides = (invoice: Invoice | null): boolean =>
  invoice?.status === 'draft' || invoice?.status === 'uncollectible';

/** The products' names, the first two written out: "Hosting + Support + 3". */
function productName(facts: Subscription, catalogue: Catalogue): string {
  const names = new Set(
    facts.items.map(
      ({ price }) => catalogue.productNames.get(price.productId) || price.nickname || price.productId,
    ),
  );
  const listed = [...names];
  const shown = listed.slice(0, 2);
  return [...shown, ...(listed.length > 2 ? [String(listed.length - 2)] : [])].join(' + ');
}

/** The smallest period end over the items; of several items that renew then, the one with the shortest period. */
function renewalOf(facts: Subscription): SubscriptionDigest['renewal'] {
  let renewal: SubscriptionDigest['renewal'] = null;
  for (const { periodEnd, periodStart } of facts.items) {
    if (periodEnd === null) continue;
    const start = periodStart ?? periodEnd;
    if (
      renewal === null ||
      periodEnd < renewal.at ||
      (periodEnd === renewal.at && start > renewal.periodStart)
    ) {
      renewal = { at: periodEnd, periodStart: start };
    }
  }
  return renewal;
}

/** `cancel_at`, else the period's end where it is set to cancel then. */
export function endOf(facts: Subscription): Seconds | null {
  if (facts.cancelAt !== null) return facts.cancelAt;
  return facts.cancelAtPeriodEnd ? (renewalOf(facts)?.at ?? null) : null;
}

/** Whether the next renewal charges something: only the items whose period ends then are on its invoice. */
function chargesAtRenewal(d: SubscriptionDigest, priced: Priced): boolean {
  if (d.renewal === null) return false;
  const { at } = d.renewal;
  const charged = (item: SubscriptionItem): boolean => item.periodEnd === at && pastItsTrial(at)(item);
  const due = evaluate(priced, { at, temporary: true, charged, roundLines: true });
  if (due.unknownItems.length > 0 || due.unknownCoupon) return true;
  if (due.charges.some(({ left }) => isPositive(left))) return true;
  return priced.items.some((item) => item.metered && charged(item.item) && usageCosts(item, priced, at));
}

const figuresUnknown = (d: SubscriptionDigest): boolean =>
  d.missingSince !== null || !KNOWN_STATUSES.has(d.status);

/**
 * Sets the amounts: what a full period costs under the terms that hold at the next renewal, or hold now where there is
 * none. Of a subscription that Stripe no longer has these are the last known ones;
 * its status says so.
 */
function setAmounts(d: SubscriptionDigest, priced: Priced): void {
  if (!KNOWN_STATUSES.has(d.status) || hasEnded(d) || endsWithTrial(d)) return;
  const renews =
    d.renewal !== null && !endsBeforeRenewal(d) && d.status !== 'incomplete' && d.status !== 'paused';
  const ends = renews ? [] : discountEnds(priced);
  const from = (renews ? d.renewal?.at : ends.at(-1)) ?? BEFORE_ALL;
  d.amounts = amountsAt(d, priced, from);
  const steps: AmountStep[] = ends.map((until, index) => ({
    until,
    amounts: amountsAt(d, priced, ends[index - 1] ?? BEFORE_ALL),
  }));
  if (steps.length > 0) d.earlierAmounts = steps;
  if (isFree(d.amounts, priced, from)) note(d.notes, 'free');
}

/** A free plan costs nothing even without discounts that end by themselves. */
function isFree(amounts: readonly AmountPart[], priced: Priced, at: Seconds): boolean {
  if (amounts.length === 0 || amounts.some(({ amount, usage }) => amount !== 0 || usage)) return false;
  const lasting = evaluate(priced, { at, temporary: false, charged: () => true, roundLines: true });
  return !lasting.charges.some(({ left }) => isPositive(left));
}

function amountsAt(d: SubscriptionDigest, priced: Priced, at: Seconds): AmountPart[] {
  const evaluation = evaluate(priced, { at, temporary: true, charged: () => true, roundLines: true });
  for (const code of evaluation.notes) note(d.notes, code);
  const left = new Map(evaluation.charges.map((charge) => [charge.priced, charge.left]));
  const amount = (items: readonly PricedItem[]): AmountPart['amount'] => {
    let total = ZERO;
    for (const item of items) {
      if (item.metered) continue;
      const part = left.get(item);
      if (part === undefined || evaluation.unknownCoupon) return null;
      total = add(total, part);
    }
    return roundHalfAway(total);
  };
  return groups(priced.items).map((items) => {
    // 12 months and one year are the same length: the shorter name is shown.
    const named = items.reduce((a, b) => (b.count < a.count ? b : a));
    return {
      amount: amount(items),
      currency: d.currency,
      interval: named.interval,
      count: named.count,
      usage: items.some((item) => item.metered && usageCosts(item, priced, at)),
      taxIncluded: items.some((item) => item.tax.included),
    };
  });
}

/** Items by the length of their period, the shortest first; unknown intervals last, each name for itself. */
function groups(items: readonly PricedItem[]): PricedItem[][] {
  const known: (PricedItem & { perMonth: Exact })[] = [];
  const unknown = new Map<string, PricedItem[]>();
  for (const item of items) {
    if (item.perMonth !== null) known.push(item as PricedItem & { perMonth: Exact });
    else {
      const key = `${item.count} ${item.interval}`;
      unknown.set(key, [...(unknown.get(key) ?? []), item]);
    }
  }
  return [...byInterval(known), ...unknown.values()];
}

/** Every moment at which a discount ends, in order. */
function discountEnds(priced: Priced): Seconds[] {
  const ends = [...priced.discounts, ...priced.items.flatMap((item) => item.discounts)].flatMap(
    ({ discount }) => (discount.end === null ? [] : [discount.end]),
  );
  return inOrder(ends);
}

const inOrder = (times: readonly Seconds[]): Seconds[] => [...new Set(times)].sort((a, b) => a - b);

/** Why a subscription counts nothing per month, although it has a price; null: it counts. */
export function whyNotCounted(
  d: Pick<SubscriptionDigest, 'status' | 'pause' | 'trialEnd' | 'endsAt'>,
): FigureNote | null {
  if (hasEnded(d)) return 'ended';
  if (endsWithTrial(d)) return 'trial-ends-without-payment';
  if (d.status === 'paused' || d.pause !== null) return 'paused';
  if (d.status === 'trialing') return 'trialing';
  if (d.status === 'unpaid') return 'unpaid';
  return d.status === 'incomplete' ? 'incomplete' : null;
}

function setMonthly(d: SubscriptionDigest, priced: Priced, temporary: boolean): void {
  if (figuresUnknown(d)) {
    note(d.notes, d.missingSince === null ? 'unknown-status' : 'not-found');
    d.monthly = [{ until: null, exact: null, rounded: null }];
    return;
  }
  const zero = whyNotCounted(d);
  if (zero !== null) {
    note(d.notes, zero);
    d.monthly = [{ until: null, ...figure(ZERO) }];
    if (zero === 'trialing') {
      const value = monthlyOf(monthlyTerms(priced, d.trialEnd ?? BEFORE_ALL, temporary));
      d.afterTrial = value === null ? null : roundHalfAway(value);
    }
    return;
  }
  d.monthly = monthlySteps(priced, temporary);
  if (priced.items.some((item) => item.tax.mayIncludeTax && !item.metered)) note(d.notes, 'may-include-tax');
}

/** What the monthly value is made of at a moment. */
export function monthlyTerms(priced: Priced, at: Seconds, temporary: boolean): Evaluation {
  return evaluate(priced, { at, temporary, charged: pastItsTrial(at), roundLines: false });
}

function monthlySteps(priced: Priced, temporary: boolean): MonthlyStep[] {
  const trialEnds = priced.items.flatMap(({ item }) => (item.trialEnd === null ? [] : [item.trialEnd]));
  const ends = inOrder([...discountEnds(priced), ...trialEnds]);
  const steps: MonthlyStep[] = [];
  let from = BEFORE_ALL;
  for (const until of [...ends, null]) {
    const evaluation = monthlyTerms(priced, from, temporary);
    const value = monthlyOf(evaluation);
    const notes = [...evaluation.notes];
    if (priced.items.some(({ item }) => !pastItsTrial(from)(item))) note(notes, 'item-trialing');
    const step: MonthlyStep = {
      until,
      ...(value === null ? { exact: null, rounded: null } : figure(value)),
      ...(notes.length > 0 ? { notes } : {}),
    };
    const last = steps.at(-1);
    if (last !== undefined && sameBut(last, step)) last.until = until;
    else steps.push(step);
    if (until !== null) from = until;
  }
  return steps;
}

const figure = (value: Exact): MonthlyFigure => ({
  exact: toText(value),
  rounded: roundHalfAway(value),
});

/** Two steps that differ in nothing but their end. */
const sameBut = (a: MonthlyStep, b: MonthlyStep): boolean =>
  a.exact === b.exact && (a.notes ?? []).join() === (b.notes ?? []).join();
