import type { ConnectionId } from '../model/ids.ts';
import type { Catalogue, Invoice, Subscription, SubscriptionItem } from '../model/subscription.ts';
import { type Seconds, seconds } from '../model/units.ts';
import { evaluate, note, type Priced, type PricedItem, pastItsTrial, usageCosts } from './charges.ts';
import type { AmountPart, AmountStep, OpenInvoice, SubscriptionDigest } from './digest.ts';
import { byInterval } from './discounts.ts';
import { createdIsReadable, endIsReadable, startIsReadable, unreadableFigures } from './figures-by-field.ts';
import { periodDays } from './interval.ts';
import { invoiceDate, isOwed, isUnreadable, namedInvoice } from './invoices.ts';
import { add, compare, type Exact, isPositive, roundHalfAway, whole, ZERO } from './money.ts';
import { setMonthly } from './monthly.ts';
import {
  allTerms,
  BEFORE_ALL,
  discountEnds,
  inOrder,
  scheduledEnd,
  type Terms,
  termsAt,
  trialEnds,
} from './planned.ts';
import { endsBeforeRenewal, endsWithTrial, hasEnded, KNOWN_STATUSES } from './status.ts';
import { withAddedTax } from './tax.ts';

export interface DigestOptions {
  connectionId: ConnectionId;
  invoicesReadable: boolean;
  /** The user's setting: subtract `once` and `repeating` discounts while they apply. */
  temporaryDiscounts: boolean;
}

/**
 * Reduces a subscription to what its status, amount and monthly value need. Independent of the present:
 * changes at known times become steps. `openInvoices` must include those of this subscription and its
 * customer.
 */
export function digestSubscription(
  facts: Subscription,
  openInvoices: readonly Invoice[],
  catalogue: Catalogue,
  options: DigestOptions,
): SubscriptionDigest {
  const terms = allTerms(facts, catalogue);
  const unreadable = unreadableFigures(facts);
  const digest: SubscriptionDigest = {
    id: facts.id,
    connectionId: options.connectionId,
    customer: facts.customer.name || facts.customer.email || facts.customer.id || facts.id,
    email: facts.customer.email,
    product: productName(facts, catalogue),
    status: facts.status,
    currency: facts.currency,
    startDate: startIsReadable(facts) ? facts.startDate : null,
    trialEnd: facts.trialEnd,
    endsAt: endOf(facts),
    endedAt: endIsReadable(facts) ? (facts.endedAt ?? (hasEnded(facts) ? facts.canceledAt : null)) : null,
    pause: facts.pause,
    ...(facts.pausedBecause === undefined ? {} : { pausedBecause: facts.pausedBecause }),
    renewal: renewalUnder(facts, terms),
    renewalCharges: false,
    ...invoicesOf(facts, openInvoices),
    latestInvoice: decides(facts.latestInvoice) ? facts.latestInvoice : null,
    invoicesReadable: options.invoicesReadable,
    amounts: [],
    monthly: [],
    notes: [],
    missingSince: facts.missingSince,
  };
  if (openInvoices.some((invoice) => isUnreadable(invoice) && concerns(invoice, facts)))
    unreadable.add('status');
  if (unreadable.size > 0) digest.unreadable = [...unreadable];
  setCauses(digest, facts);
  setRenewalCharges(digest, facts, terms);
  setAmounts(digest, terms);
  setMonthly(digest, terms, options.temporaryDiscounts);
  if (facts.scheduleId !== undefined && facts.schedule === undefined && !hasEnded(facts)) {
    note(digest.notes, 'schedule-not-read');
  }
  return digest;
}

/**
 * Only a draft or uncollectible latest invoice affects a figure; a void one tells that what was late is not paid. The
 * view leaves the others out.
 */
const decides = (invoice: Invoice | null): boolean =>
  invoice?.status === 'draft' || invoice?.status === 'uncollectible' || invoice?.status === 'void';

/** Belongs to the subscription, or to its customer without any subscription. */
const concerns = ({ subscriptionId, customerId }: Invoice, facts: Subscription): boolean =>
  subscriptionId === facts.id || (subscriptionId === null && customerId === facts.customer.id);

function invoicesOf(facts: Subscription, open: readonly Invoice[]) {
  const owed = open.filter(isOwed);
  const oneOff = owed.filter((one) => one.subscriptionId === null && concerns(one, facts));
  const elsewhere = owed.filter(
    ({ subscriptionId, customerId }) =>
      customerId === facts.customer.id && subscriptionId !== null && subscriptionId !== facts.id,
  );
  const settled = open.some(
    (one) => one.subscriptionId === facts.id && one.status === 'open' && !isOwed(one),
  );
  const openInvoice = (one: Invoice): OpenInvoice => ({ ...namedInvoice(one), due: one.dueDate });
  return {
    openInvoices: owed.filter((one) => one.subscriptionId === facts.id),
    ...(oneOff.length === 0 ? {} : { oneOffInvoices: oneOff }),
    ...(elsewhere.length === 0 ? {} : { invoicesElsewhere: elsewhere.map(openInvoice) }),
    ...(settled ? { hasSettledInvoice: true as const } : {}),
  };
}

/** Stripe gives up on a first payment after this. Source: its API reference, Subscription.status. */
const INCOMPLETE_SECONDS = 23 * 3600;

function setCauses(d: SubscriptionDigest, facts: Subscription): void {
  const { latestInvoice: latest, customer, trialEndWithoutPaymentMethod: then } = facts;
  if (facts.status === 'incomplete' && createdIsReadable(facts)) {
    d.givesUpAt = seconds(facts.created + INCOMPLETE_SECONDS);
  }
  const sends = facts.collectionMethod === 'send_invoice';
  if (sends && facts.daysUntilDue !== undefined) d.daysUntilDue = facts.daysUntilDue;
  const cannotPay = customer.hasPaymentMethod === false && facts.hasPaymentMethod === undefined && !sends;
  if (facts.status === 'trialing' && cannotPay && (then === 'cancel' || then === 'pause')) {
    d.trialEndWithoutPaymentMethod = then;
  }
  if (latest?.status === 'paid' && latest.creditedAfterPayment !== undefined) {
    d.credited = {
      date: invoiceDate(latest),
      amount: latest.creditedAfterPayment,
      currency: latest.currency,
    };
  }
  const began = d.renewal?.periodStart;
  if (facts.status === 'active' && latest !== null && began !== undefined) {
    if (began > facts.startDate && latest.created < began) d.invoiceAwaitedSince = began;
  }
}

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

const renewsAt = ({ periodEnd, billedUntil }: SubscriptionItem): Seconds | null =>
  periodEnd === null ? null : seconds(Math.max(periodEnd, billedUntil ?? periodEnd));

/** The earliest renewal; if several items renew then, the one with the shortest interval. */
function renewalOf(facts: Subscription): SubscriptionDigest['renewal'] {
  let renewal: (NonNullable<SubscriptionDigest['renewal']> & { days: number }) | null = null;
  for (const item of facts.items) {
    const at = renewsAt(item);
    if (at === null) continue;
    const periodStart = item.periodStart ?? at;
    const { recurring } = item.price;
    const days =
      (recurring === null ? null : periodDays(at, recurring.interval, recurring.count)) ??
      Math.ceil((at - periodStart) / 86_400);
    const isShorter = renewal !== null && (days - renewal.days || renewal.periodStart - periodStart) < 0;
    if (renewal === null || at < renewal.at || (at === renewal.at && isShorter)) {
      renewal = { at, periodStart, days };
    }
  }
  return renewal;
}

function renewalUnder(
  facts: Subscription,
  [, ...planned]: readonly [Terms, ...Terms[]],
): SubscriptionDigest['renewal'] {
  const renewal = renewalOf(facts);
  if (renewal === null) return null;
  const anchored = planned.find((terms) => terms.anchored && terms.from < renewal.at);
  return anchored === undefined ? renewal : { ...renewal, at: anchored.from };
}

/** `cancel_at`, else the period's end if set to cancel then, else the end of its schedule. */
export function endOf(facts: Subscription): Seconds | null {
  if (facts.cancelAt !== null) return facts.cancelAt;
  if (!facts.cancelAtPeriodEnd) return scheduledEnd(facts);
  const ends = facts.items.flatMap(({ periodEnd }) => (periodEnd === null ? [] : [periodEnd]));
  return ends.length === 0 ? null : seconds(Math.min(...ends));
}

function setRenewalCharges(
  d: SubscriptionDigest,
  facts: Subscription,
  terms: readonly [Terms, ...Terms[]],
): void {
  if (d.renewal === null) return;
  const { at } = d.renewal;
  const { from, priced } = termsAt(terms, at);
  // Items whose period ends then are on the invoice; under planned terms we assume all are.
  const charged = (item: SubscriptionItem): boolean =>
    (from > BEFORE_ALL || renewsAt(item) === at) && pastItsTrial(at)(item);
  const due = evaluate(priced, { at, temporary: true, charged, roundLines: true });
  const isUnknown = due.unknownItems.length > 0 || due.unknownCoupon;
  const usage = priced.items.some(
    (item) => item.metered && charged(item.item) && usageCosts(item, priced, at),
  );
  d.renewalCharges = isUnknown || usage || due.charges.some(({ left }) => isPositive(left));
  const { balance } = facts.customer;
  if (isUnknown || usage || balance === undefined || balance.currency !== facts.currency) return;
  let total: Exact = ZERO;
  for (const { left, priced: item } of due.charges) {
    const gross = withAddedTax(left, item.item, facts);
    if (gross === null) return;
    total = add(total, gross);
  }
  if (d.renewalCharges && compare(whole(-balance.amount), total) >= 0) d.coveredByCredit = true;
}

const renews = (d: SubscriptionDigest): d is SubscriptionDigest & { renewal: object } =>
  d.renewal !== null &&
  d.pause === null &&
  !endsBeforeRenewal(d) &&
  !['incomplete', 'paused', 'unpaid'].includes(d.status);

/**
 * Sets what a full period costs at the next renewal, or now if nothing renews. For a deleted subscription
 * these are the last known amounts.
 */
function setAmounts(d: SubscriptionDigest, terms: readonly [Terms, ...Terms[]]): void {
  if (!KNOWN_STATUSES.has(d.status) || hasEnded(d) || endsWithTrial(d)) return;
  if (d.unreadable?.includes('amount')) {
    note(d.notes, 'unreadable');
    return;
  }
  const [{ priced }, ...planned] = terms;
  if (renews(d)) {
    const { at } = d.renewal;
    const next = termsAt(terms, at);
    d.amounts = amountsAt(d, next.priced, at);
    if (isFree(d.amounts, next.priced, at)) note(d.notes, 'free');
    const today = amountsAt({ ...d, notes: [] }, priced, planned[0]?.from ?? at);
    const change = planned.find(({ from, priced: then }) => {
      return JSON.stringify(amountsAt({ ...d, notes: [] }, then, from)) !== JSON.stringify(today);
    });
    if (change !== undefined) d.changesAt = change.from;
    return;
  }
  const ends = inOrder([...discountEnds(priced), ...trialEnds(priced)]);
  const from = ends.at(-1) ?? BEFORE_ALL;
  d.amounts = amountsAt(d, priced, from);
  const steps: AmountStep[] = ends.map((until, index) => ({
    until,
    amounts: amountsAt(d, priced, ends[index - 1] ?? BEFORE_ALL),
  }));
  if (steps.length > 0) d.earlierAmounts = steps;
  if (isFree(d.amounts, priced, from)) note(d.notes, 'free');
}

function isFree(amounts: readonly AmountPart[], priced: Priced, at: Seconds): boolean {
  if (amounts.length === 0 || amounts.some(({ amount, usage }) => amount !== 0 || usage)) return false;
  const lasting = evaluate(priced, { at, temporary: false, charged: () => true, roundLines: true });
  return !lasting.charges.some(({ left }) => isPositive(left));
}

/** Items still in their own trial are neither charged nor counted. */
function amountsAt(d: SubscriptionDigest, priced: Priced, at: Seconds): AmountPart[] {
  const evaluation = evaluate(priced, { at, temporary: true, charged: pastItsTrial(at), roundLines: true });
  for (const code of evaluation.notes) note(d.notes, code);
  const left = new Map(evaluation.charges.map((charge) => [charge.priced, charge.left]));
  const isCharged = ({ item }: PricedItem) => pastItsTrial(at)(item);
  // An unread interval may be any of these.
  const strays = evaluation.unknownItems.some(({ interval }) => interval === 'unknown');
  const amount = (items: readonly PricedItem[]): AmountPart['amount'] => {
    if (strays) return null;
    let total = ZERO;
    for (const item of items) {
      if (item.metered || !isCharged(item)) continue;
      const part = left.get(item);
      if (part === undefined || evaluation.unknownCoupon) return null;
      total = add(total, part);
    }
    return roundHalfAway(total);
  };
  const charged = priced.items.filter(isCharged);
  return groups(charged.length > 0 ? charged : priced.items).map((items) => {
    const named = items.reduce((a, b) => (b.count < a.count ? b : a));
    return {
      amount: amount(items),
      currency: d.currency,
      interval: named.interval,
      count: named.count,
      usage: items.some((item) => item.metered && isCharged(item) && usageCosts(item, priced, at)),
      taxIncluded: items.some((item) => item.tax.included),
    };
  });
}

/** Groups items by period length, shortest first; unknown intervals last, grouped by name. */
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
