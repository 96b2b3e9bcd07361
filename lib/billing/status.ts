import type { PaymentStatus } from '../model/client.ts';
import type { SubscriptionId } from '../model/ids.ts';
import type { Invoice } from '../model/subscription.ts';
import { type Seconds, seconds } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { dayOfDate } from './calendar.ts';
import type { ClientDigest, SubscriptionDigest } from './digest.ts';
import {
  alsoOpen,
  invoiceDate,
  lateInvoices,
  namedInvoice,
  openInvoiceOutcome,
  refreshDay,
} from './invoices.ts';
import type { Reason, ReasonCore } from './reason.ts';

export type { Reason, ReasonCode } from './reason.ts';

/** Source: Stripe's API reference, Subscription.status. */
export const KNOWN_STATUSES: ReadonlySet<string> = new Set([
  'active',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
]);

export interface StatusAndReason {
  status: PaymentStatus;
  reason: Reason;
}

/** Last refresh of its connection, never later than now; null: never. */
export function refreshedAt(d: Pick<SubscriptionDigest, 'connectionId'>, m: AsOf): Seconds | null {
  const last = m.lastRefresh.get(d.connectionId);
  if (last === undefined) return null;
  return seconds(Math.min(last, m.now));
}

export const hasEnded = ({ status }: { status: string }): boolean =>
  status === 'canceled' || status === 'incomplete_expired';

/** It stops when its trial ends, so it never pays. */
export const endsWithTrial = (d: Pick<SubscriptionDigest, 'status' | 'trialEnd' | 'endsAt'>): boolean =>
  d.status === 'trialing' && d.endsAt !== null && d.trialEnd !== null && d.endsAt <= d.trialEnd;

export const endsBeforeRenewal = (d: SubscriptionDigest): d is SubscriptionDigest & { endsAt: Seconds } =>
  d.endsAt !== null && (d.renewal === null || d.endsAt <= d.renewal.at);

/**
 * Payment status with its reason (docs/mrr.md, "Payment status"): the first matching rule wins. Compares
 * calendar days of `m.calendar`.
 */
export function subscriptionStatus(d: SubscriptionDigest, m: AsOf): StatusAndReason {
  if (d.missingSince !== null)
    return { status: 'unknown', reason: { code: 'not-found', since: d.missingSince } };
  const refreshed = refreshedAt(d, m);
  const { status, reason } = firstMatch(d, m, refreshed);
  return { status, reason: withMore(d, m, reason) };
}

function withMore(d: SubscriptionDigest, m: AsOf, reason: ReasonCore): Reason {
  const also = alsoOpen(d, reason);
  const { endsAt, changesAt, credited } = d;
  const ends = endsAt !== null && endsAt > m.now && !hasEnded(d) && !SAYS_THE_END.has(reason.code);
  const ended =
    hasEnded(d) && d.endedAt !== null && !SAYS_THE_END.has(reason.code) && reason.code !== 'overdue';
  const changes = changesAt !== undefined && changesAt > m.now && (endsAt === null || changesAt < endsAt);
  if (!ends && !ended && !changes && credited === undefined && also === undefined) return reason;
  return {
    ...reason,
    ...(ends ? { endsAt } : {}),
    ...(ended && d.endedAt !== null ? { endedAt: d.endedAt } : {}),
    ...(changes ? { changesAt } : {}),
    ...(credited === undefined ? {} : { credited }),
    ...(also === undefined ? {} : { also }),
  };
}

const SAYS_THE_END: ReadonlySet<ReasonCore['code']> = new Set([
  'ended',
  'first-payment-expired',
  'trial-ends-without-payment',
  'ends',
  'end-not-refreshed',
  'end-awaited',
]);

interface Match {
  status: PaymentStatus;
  reason: ReasonCore;
}

const match = (status: PaymentStatus, reason: ReasonCore | null): Match | null =>
  reason === null ? null : { status, reason };

function firstMatch(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): Match {
  if (d.status === 'incomplete') return { status: 'upcoming', reason: incompleteReason(d, m, refreshed) };
  return (
    match('late', lateReason(d, m, refreshed)) ??
    match('unknown', d.unreadable?.includes('status') ? { code: 'unreadable' } : null) ??
    endedMatch(d, m, refreshed) ??
    pausedMatch(d, m, refreshed) ??
    match('upcoming', upcomingReason(d, m, refreshed)) ??
    (d.status === 'active'
      ? { status: 'paid', reason: paidReason(d, m, refreshed) }
      : { status: 'unknown', reason: { code: 'unknown-status', status: d.status } })
  );
}

function incompleteReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore {
  const [invoice] = d.openInvoices;
  const givesUpAt = d.givesUpAt ?? null;
  const aged = givesUpAt !== null && givesUpAt <= m.now && (refreshed === null || refreshed < givesUpAt);
  return {
    code: 'first-payment-incomplete',
    invoice: invoice === undefined ? null : namedInvoice(invoice),
    invoicesReadable: d.invoicesReadable,
    givesUpAt,
    since: aged ? refreshed : null,
  };
}

function lateReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  const late = lateInvoices(d, m, refreshed);
  const longest = late[0];
  if (longest !== undefined) {
    return {
      code: 'overdue',
      ...namedInvoice(longest.invoice),
      days: longest.days,
      charge: longest.charge,
      others: late.length - 1,
    };
  }
  if (d.status === 'past_due' || d.status === 'unpaid') {
    const [open] = d.openInvoices;
    const invoice = open === undefined ? null : namedInvoice(open);
    return { code: 'stripe-says', status: d.status, invoicesReadable: d.invoicesReadable, invoice };
  }
  const latest = d.latestInvoice;
  if (latest?.status === 'uncollectible' && !hasEnded(d) && !isOnPurpose(d, latest)) {
    return { code: 'uncollectible', ...namedInvoice(latest) };
  }
  return null;
}

/** A pause of collection made the invoice uncollectible. Older Stripe versions give no reason. */
export const isOnPurpose = ({ pause }: SubscriptionDigest, { uncollectibleReason }: Invoice): boolean =>
  uncollectibleReason === undefined
    ? pause?.behavior === 'mark_uncollectible'
    : uncollectibleReason === 'subscription_paused';

/** Open invoices that are not due yet still count. */
function endedMatch(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): Match | null {
  const reason = endedReason(d, m, refreshed);
  if (reason === null) return null;
  return match('upcoming', openInvoiceOutcome(d, m, refreshed)) ?? { status: 'ended', reason };
}

function endedReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  if (d.status === 'canceled') return { code: 'ended', at: d.endedAt };
  if (d.status === 'incomplete_expired') return { code: 'first-payment-expired', at: d.endedAt };
  if (!KNOWN_STATUSES.has(d.status)) return null;
  const { endsAt } = d;
  if (endsAt !== null && arrival(endsAt, m, refreshed)?.code === 'due-not-refreshed') {
    return { code: 'end-not-refreshed', at: endsAt, since: refreshed };
  }
  return endsWithTrial(d) ? { code: 'trial-ends-without-payment', at: endsAt } : null;
}

function pausedMatch(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): Match | null {
  if (d.status === 'paused') {
    return { status: 'paused', reason: { code: 'status-paused', because: d.pausedBecause ?? null } };
  }
  if (d.pause === null) return null;
  const until = d.pause.resumesAt;
  const came = until === null ? null : arrival(until, m, refreshed);
  if (until !== null && came?.code === 'due-not-refreshed') {
    return { status: 'upcoming', reason: { code: 'pause-not-refreshed', until, since: refreshed } };
  }
  return { status: 'paused', reason: { code: 'paused', until, overdue: came !== null } };
}

function upcomingReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  return (
    openInvoiceOutcome(d, m, refreshed) ??
    draftReason(d.latestInvoice) ??
    (d.status === 'trialing' ? trialReason(d, m, refreshed) : null) ??
    (d.status === 'active' ? renewalReason(d, m, refreshed) : null)
  );
}

function draftReason(draft: Invoice | null): ReasonCore | null {
  if (draft?.status !== 'draft' || draft.total <= 0) return null;
  const { total: amount, currency } = draft;
  if (draft.finalizationFailed) {
    return { code: 'finalization-failed', date: invoiceDate(draft), amount, currency };
  }
  return draft.autoAdvance ? { code: 'invoice-preparing', amount, currency } : null;
}

function trialReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore {
  const until = d.trialEnd;
  const withoutPaymentMethod = d.trialEndWithoutPaymentMethod ?? null;
  const came = until === null ? null : arrival(until, m, refreshed);
  if (until !== null && came !== null) {
    if (d.renewalCharges && withoutPaymentMethod === null) return came;
    return {
      code: 'trial-over',
      until,
      refreshedBefore: came.code === 'due-not-refreshed',
      since: refreshed,
    };
  }
  return {
    code: 'trial',
    until,
    charges: d.renewalCharges,
    withoutPaymentMethod,
    monthly: d.afterTrial ?? null,
    currency: d.currency,
  };
}

/**
 * The reason on or after a day on which Stripe charges automatically; null: it is still ahead. Earlier today
 * counts as due today, unless the data is from an earlier day and the hour has passed.
 */
function arrival(at: Seconds, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  const today = m.calendar.dayOf(m.now);
  const day = m.calendar.dayOf(at);
  if (day > today) return null;
  const seen = refreshDay(m, refreshed);
  if (day === today && (at > m.now || seen >= today)) return null;
  return seen > day
    ? { code: 'renewal-awaited', due: at }
    : { code: 'due-not-refreshed', due: at, since: refreshed };
}

/** For this many seconds after a renewal, the subscription may still name its old invoice. */
const RENEWAL_TAKES = 3600;

function renewalReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  const { renewal, invoiceAwaitedSince: began, daysUntilDue } = d;
  if (began !== undefined && refreshed !== null && refreshed >= began && refreshed - began <= RENEWAL_TAKES) {
    return { code: 'renewal-under-way', at: began };
  }
  if (renewal === null || !d.renewalCharges || d.coveredByCredit || endsBeforeRenewal(d)) return null;
  const day = m.calendar.dayOf(renewal.at);
  const today = m.calendar.dayOf(m.now);
  const periodDays = renewal.days ?? day - m.calendar.dayOf(renewal.periodStart);
  const came = arrival(renewal.at, m, refreshed);
  // A daily renewal is always near: mention it only if it was not refreshed since.
  if (came !== null || periodDays < 4) return came;
  const window = Math.min(m.upcomingWindowDays, periodDays / 2);
  if (day - today > window) return null;
  if (daysUntilDue !== undefined) {
    return { code: 'renews', at: renewal.at, due: seconds(renewal.at + daysUntilDue * 86_400) };
  }
  if (day === today) return { code: 'due-today', amount: null, currency: d.currency };
  return { code: 'renews', at: renewal.at, due: null };
}

function paidReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore {
  if (endsBeforeRenewal(d)) {
    const isOver = refreshDay(m, refreshed) > m.calendar.dayOf(d.endsAt);
    return { code: isOver ? 'end-awaited' : 'ends', at: d.endsAt };
  }
  if (d.notes.includes('free')) return { code: 'free' };
  const next = d.renewalCharges ? (d.renewal?.at ?? null) : null;
  if (next !== null && d.coveredByCredit) return { code: 'covered-by-credit', at: next };
  const isElsewhere = (d.oneOffInvoices?.length ?? 0) + (d.invoicesElsewhere?.length ?? 0) > 0;
  return {
    code: 'paid',
    next,
    invoicesReadable: d.invoicesReadable,
    open: isElsewhere ? 'elsewhere' : d.hasSettledInvoice ? 'settled' : null,
  };
}

const WORST_FIRST: readonly PaymentStatus[] = ['late', 'unknown', 'upcoming', 'paid', 'paused', 'ended'];

export interface ClientStatus extends StatusAndReason {
  /** One per link, even if never read; empty for a client billed elsewhere. */
  perSubscription: { id: SubscriptionId; status: PaymentStatus; reason: Reason }[];
}

/**
 * The worst status of its subscriptions, or the manual one without links. Among equals: the longest late,
 * else the earliest, else the first linked.
 */
export function clientStatus(c: ClientDigest, m: AsOf): ClientStatus {
  const perSubscription: ClientStatus['perSubscription'] = [];
  for (const link of c.links) perSubscription.push({ id: link.id, ...subscriptionStatus(link, m) });
  for (const { subscriptionId } of c.unread) perSubscription.push({ id: subscriptionId, ...NEVER_READ });
  const { status, reason } = worstStatus(c, m);
  return { status, reason, perSubscription };
}

const NEVER_READ: StatusAndReason = { status: 'unknown', reason: { code: 'never-read' } };

/** Like `clientStatus` without the individual subscriptions, for lists of thousands. */
export function worstStatus(c: ClientDigest, m: AsOf): StatusAndReason {
  let worst: StatusAndReason | null = null;
  for (const link of c.links) {
    const one = subscriptionStatus(link, m);
    if (worst === null || worseThan(one, worst)) worst = one;
  }
  if (c.unread.length > 0 && (worst === null || worseThan(NEVER_READ, worst))) worst = NEVER_READ;
  return worst ?? manualStatus(c, m);
}

function worseThan(a: StatusAndReason, b: StatusAndReason): boolean {
  if (a.status !== b.status) return WORST_FIRST.indexOf(a.status) < WORST_FIRST.indexOf(b.status);
  if (a.status === 'late') return lateDays(a.reason) > lateDays(b.reason);
  return reasonTime(a.reason) < reasonTime(b.reason);
}

const lateDays = (reason: Reason): number => (reason.code === 'overdue' ? reason.days : -1);

/** The time of an upcoming reason. Those without one are about now and come first. */
function reasonTime(reason: Reason): number {
  switch (reason.code) {
    case 'due-not-refreshed':
    case 'renewal-awaited':
    case 'invoice-due':
      return reason.due;
    case 'renews':
    case 'renewal-under-way':
      return reason.at;
    case 'pause-not-refreshed':
    case 'trial-over':
      return reason.until;
    case 'first-payment-incomplete':
      return reason.givesUpAt ?? 0;
    case 'trial':
      return reason.until ?? Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

function manualStatus(c: ClientDigest, m: AsOf): StatusAndReason {
  const { manual } = c;
  if (manual === null || manual.status === null)
    return { status: 'not-tracked', reason: { code: 'not-tracked' } };
  const { status, nextBilling } = manual;
  // Late stays late: the user knows more than the date does.
  if (status !== 'late' && nextBilling !== null) {
    const day = dayOfDate(nextBilling);
    if (day !== null && day < m.calendar.dayOf(m.now)) {
      return { status: 'upcoming', reason: { code: 'manual-not-confirmed', day: nextBilling } };
    }
  }
  return { status, reason: { code: 'manual', status } };
}
