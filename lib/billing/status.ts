import type { PaymentStatus } from '../model/client.ts';
import type { SubscriptionId } from '../model/ids.ts';
import { type Seconds, seconds } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { dayOfDate } from './calendar.ts';
import type { ClientDigest, SubscriptionDigest } from './digest.ts';
import { lateInvoices, namedInvoice, openInvoiceOutcome, refreshDay } from './invoices.ts';
import type { Reason, ReasonCore } from './reason.ts';

export type { Reason, ReasonCode } from './reason.ts';

/** The eight statuses of Stripe that this version knows. Source: Stripe's API reference, Subscription.status. */
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

/** When the subscription's facts were last brought up to date, never later than now; null: never. */
function refreshedAt(d: SubscriptionDigest, m: AsOf): Seconds | null {
  const last = m.lastRefresh.get(d.connectionId);
  if (last === undefined) return null;
  return seconds(Math.min(last, m.now));
}

/** Stripe has ended it: nothing more will be charged. */
export const hasEnded = ({ status }: { status: string }): boolean =>
  status === 'canceled' || status === 'incomplete_expired';

/** It is in a trial at whose end it stops, so that it never pays. */
export const endsWithTrial = (d: Pick<SubscriptionDigest, 'status' | 'trialEnd' | 'endsAt'>): boolean =>
  d.status === 'trialing' && d.endsAt !== null && d.trialEnd !== null && d.endsAt <= d.trialEnd;

/** It ends at its next renewal or earlier, so that it does not renew. */
export const endsBeforeRenewal = (d: SubscriptionDigest): d is SubscriptionDigest & { endsAt: Seconds } =>
  d.endsAt !== null && (d.renewal === null || d.endsAt <= d.renewal.at);

/**
 * Payment status of one subscription with its reason, by the rules of docs/mrr.md: the first
 * that matches wins. All comparisons are by calendar day of `m.calendar`. Total: it answers for any facts.
 */
export function subscriptionStatus(d: SubscriptionDigest, m: AsOf): StatusAndReason {
  if (d.missingSince !== null) return answer('unknown', { code: 'not-found', since: d.missingSince });
  const refreshed = refreshedAt(d, m);
  const late = lateReason(d, m, refreshed);
  if (late !== null) return answer('late', late, hasEnded(d) ? null : d.endsAt);
  const ended = endedReason(d);
  if (ended !== null) return answer('ended', ended);
  if (d.status === 'paused' || d.pause !== null) {
    return answer('paused', pausedReason(d), d.endsAt);
  }
  const upcoming = upcomingReason(d, m, refreshed);
  if (upcoming !== null) return answer('upcoming', upcoming, d.endsAt);
  if (d.status !== 'active') return answer('unknown', { code: 'unknown-status', status: d.status });
  return paidReason(d, m, refreshed);
}

function answer(status: PaymentStatus, reason: ReasonCore, endsAt: Seconds | null = null): StatusAndReason {
  return { status, reason: endsAt === null ? reason : { ...reason, endsAt } };
}

function lateReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  const late = lateInvoices(d, m, refreshed);
  if (d.status === 'incomplete') {
    const invoice = late[0]?.invoice ?? d.openInvoices[0];
    return {
      code: 'first-payment-incomplete',
      invoice: invoice === undefined ? null : namedInvoice(invoice),
      invoicesReadable: d.invoicesReadable,
    };
  }
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
    return { code: 'stripe-says', status: d.status, invoicesReadable: d.invoicesReadable };
  }
  const latest = d.latestInvoice;
  const onPurpose = d.pause?.behavior === 'mark_uncollectible';
  if (latest?.status === 'uncollectible' && !hasEnded(d) && !onPurpose) {
    return { code: 'uncollectible', ...namedInvoice(latest) };
  }
  return null;
}

function endedReason(d: SubscriptionDigest): ReasonCore | null {
  if (d.status === 'canceled') return { code: 'ended', at: d.endedAt };
  if (d.status === 'incomplete_expired') return { code: 'first-payment-expired', at: d.endedAt };
  return endsWithTrial(d) ? { code: 'trial-ends-without-payment', at: d.endsAt } : null;
}

function pausedReason(d: SubscriptionDigest): ReasonCore {
  return d.pause === null ? { code: 'paused-after-trial' } : { code: 'paused', until: d.pause.resumesAt };
}

function upcomingReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  const open = openInvoiceOutcome(d, m, refreshed);
  if (open !== null) return open;
  const draft = d.latestInvoice;
  if (draft?.status === 'draft' && draft.autoAdvance && draft.total > 0) {
    return { code: 'invoice-preparing', amount: draft.total, currency: draft.currency };
  }
  if (d.status === 'trialing') return trialReason(d, m, refreshed);
  return d.status === 'active' ? renewalReason(d, m, refreshed) : null;
}

function trialReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore {
  const until = d.trialEnd;
  if (until !== null && d.renewalCharges) {
    const came = arrival(until, m, refreshed);
    if (came !== null) return came;
  }
  return {
    code: 'trial',
    until,
    charges: d.renewalCharges,
    monthly: d.afterTrial ?? null,
    currency: d.currency,
  };
}

/**
 * What is said when a day on which Stripe charges by itself has come; null: it lies ahead.
 * Earlier today counts as due today, unless the facts are of an earlier day and the hour has passed.
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

function renewalReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): ReasonCore | null {
  const { renewal } = d;
  if (renewal === null || !d.renewalCharges || endsBeforeRenewal(d)) return null;
  const day = m.calendar.dayOf(renewal.at);
  const today = m.calendar.dayOf(m.now);
  const periodDays = day - m.calendar.dayOf(renewal.periodStart);
  const came = arrival(renewal.at, m, refreshed);
  // A daily renewal is always near: only one that nobody has seen is worth a word.
  if (came !== null || periodDays < 4) return came;
  if (day === today) return { code: 'due-today', amount: null, currency: d.currency };
  const window = Math.min(m.upcomingWindowDays, periodDays / 2);
  return day - today <= window ? { code: 'renews', at: renewal.at } : null;
}

function paidReason(d: SubscriptionDigest, m: AsOf, refreshed: Seconds | null): StatusAndReason {
  if (endsBeforeRenewal(d)) {
    const passed = m.calendar.dayOf(d.endsAt) < m.calendar.dayOf(m.now);
    return answer(
      'paid',
      passed ? { code: 'end-not-refreshed', at: d.endsAt, since: refreshed } : { code: 'ends', at: d.endsAt },
    );
  }
  if (d.notes.includes('free')) return answer('paid', { code: 'free' }, d.endsAt);
  return answer(
    'paid',
    {
      code: 'paid',
      next: d.renewalCharges ? (d.renewal?.at ?? null) : null,
      invoicesReadable: d.invoicesReadable,
    },
    d.endsAt,
  );
}

/** Worst first: a client with several subscriptions has the worst. */
const WORST_FIRST: readonly PaymentStatus[] = ['late', 'unknown', 'upcoming', 'paid', 'paused', 'ended'];

export interface ClientStatus extends StatusAndReason {
  /** One per link, those never read included; empty for a client billed elsewhere. */
  perSubscription: { id: SubscriptionId; status: PaymentStatus; reason: Reason }[];
}

/**
 * Payment status of a client: the worst of its subscriptions; where it has no link, what the user set by hand.
 * Of several equally bad ones the reason is the one that is late longest, else the earliest, else the first linked.
 */
export function clientStatus(c: ClientDigest, m: AsOf): ClientStatus {
  const perSubscription: ClientStatus['perSubscription'] = [];
  for (const link of c.links) perSubscription.push({ id: link.id, ...subscriptionStatus(link, m) });
  for (const { subscriptionId } of c.unread) perSubscription.push({ id: subscriptionId, ...NEVER_READ });
  const { status, reason } = worstStatus(c, m);
  return { status, reason, perSubscription };
}

const NEVER_READ: StatusAndReason = { status: 'unknown', reason: { code: 'never-read' } };

/** The same without the single subscriptions, for lists of thousands. */
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

/** The moment an upcoming reason is about; those that name none come first, as they are about now. Others have none. */
function reasonTime(reason: Reason): number {
  switch (reason.code) {
    case 'due-not-refreshed':
    case 'renewal-awaited':
    case 'invoice-due':
      return reason.due;
    case 'renews':
      return reason.at;
    case 'trial':
      return reason.until ?? Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

function manualStatus(c: ClientDigest, m: AsOf): StatusAndReason {
  const { manual } = c;
  if (manual === null || manual.status === null) return answer('not-tracked', { code: 'not-tracked' });
  const { status, nextBilling } = manual;
  // Late stays late: the user has said more than the date can.
  if (status !== 'late' && nextBilling !== null) {
    const day = dayOfDate(nextBilling);
    if (day !== null && day < m.calendar.dayOf(m.now)) {
      return answer('upcoming', { code: 'manual-not-confirmed', day: nextBilling });
    }
  }
  return answer(status, { code: 'manual', status });
}
