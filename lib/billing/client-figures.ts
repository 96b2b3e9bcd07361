import {
  type CalendarDate,
  type Currency,
  currency as currencyOf,
  type MinorUnits,
  type Seconds,
} from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import type {
  AmountPart,
  ClientDigest,
  FigureNote,
  MonthlyFigure,
  MonthlyStep,
  SubscriptionDigest,
} from './digest.ts';
import { add, type Exact, fromText, roundHalfAway, whole, ZERO } from './money.ts';
import { endsBeforeRenewal, endsWithTrial, hasEnded, KNOWN_STATUSES } from './status.ts';

export interface ClientMonthly {
  /** In alphabetical order; never added across currencies. */
  byCurrency: { currency: Currency; amount: MinorUnits }[];
  /** Part of it is unknown: show "—". */
  unknown: boolean;
  notes: FigureNote[];
}

export function stepAt(steps: readonly MonthlyStep[], at: Seconds): MonthlyStep | null {
  for (const step of steps) if (step.until === null || at < step.until) return step;
  return null;
}

export function subscriptionAmounts(d: SubscriptionDigest, now: Seconds): AmountPart[] {
  if (d.endsAt !== null && d.endsAt <= now) return [];
  return d.earlierAmounts?.find((step) => now < step.until)?.amounts ?? d.amounts;
}

/** Rounded minor units; null: unknown. */
export function subscriptionMonthly(d: Pick<SubscriptionDigest, 'monthly'>, now: Seconds): MinorUnits | null {
  return stepAt(d.monthly, now)?.rounded ?? null;
}

/**
 * Monthly revenue of a client: its subscriptions and add-ons, or the manual figures if nothing is linked.
 * Minor units per month, rounded once per currency, half away from zero (docs/mrr.md). `skip`: subscriptions
 * already counted elsewhere.
 */
export function clientMonthly(
  c: ClientDigest,
  now: Seconds,
  skip?: (link: SubscriptionDigest) => boolean,
): ClientMonthly {
  const plain = skip === undefined ? plainMonthly(c, now) : null;
  if (plain !== null) return plain;
  const parts: Part[] = [];
  const notes: FigureNote[] = [];
  let unknown = c.unread.length > 0;
  if (unknown) notes.push('never-read');
  for (const [index, link] of c.links.entries()) {
    if (skip?.(link) || isRepeated(link, c.links.slice(0, index))) continue;
    const step = stepAt(link.monthly, now);
    for (const note of link.notes) if (!notes.includes(note)) notes.push(note);
    for (const note of step?.notes ?? []) if (!notes.includes(note)) notes.push(note);
    if (step === null || step.exact === null) unknown = true;
    else addPart(parts, link.currency, step);
  }
  const manual = c.links.length === 0 && c.unread.length === 0 ? (c.manual?.monthly ?? null) : null;
  if (manual !== null) addWhole(parts, manual.currency, manual.amount);
  for (const addOn of c.addOns) addWhole(parts, addOn.currency, addOn.amount);
  parts.sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return {
    byCurrency: parts.map((part) => ({ currency: part.currency, amount: total(part) })),
    unknown,
    notes,
  };
}

/** Fast path for nearly every client: one link with a known value. null: use the full computation. */
function plainMonthly(c: ClientDigest, now: Seconds): ClientMonthly | null {
  const [link] = c.links;
  if (link === undefined || c.links.length > 1 || c.unread.length > 0 || c.addOns.length > 0) return null;
  const step = stepAt(link.monthly, now);
  if (step === null || step.rounded === null || link.notes.length > 0 || step.notes !== undefined)
    return null;
  const amount = step.rounded;
  return { byCurrency: [{ currency: currencyOf(link.currency), amount }], unknown: false, notes: [] };
}

const isRepeated = (link: SubscriptionDigest, earlier: readonly SubscriptionDigest[]): boolean =>
  earlier.some((one) => one.id === link.id && one.connectionId === link.connectionId);

type KnownFigure = Extract<MonthlyFigure, { exact: string }>;

interface Part {
  currency: Currency;
  integer: number;
  /** null: no fractional amounts, so most clients need no exact arithmetic. */
  fractions: Exact | null;
}

function partOf(parts: Part[], code: Currency): Part {
  const currency = currencyOf(code);
  for (const part of parts) if (part.currency === currency) return part;
  const part: Part = { currency, integer: 0, fractions: null };
  parts.push(part);
  return part;
}

function addWhole(parts: Part[], currency: Currency, amount: MinorUnits): void {
  partOf(parts, currency).integer += amount;
}

function addPart(parts: Part[], currency: Currency, { exact, rounded }: KnownFigure): void {
  const fraction = exact.includes('/') ? fromText(exact) : null;
  const part = partOf(parts, currency);
  if (fraction === null) part.integer += rounded;
  else part.fractions = add(part.fractions ?? ZERO, fraction);
}

/** Rounds once. Beyond safe integers, a fraction no longer matters. */
function total({ integer, fractions }: Part): MinorUnits {
  if (fractions === null || !Number.isSafeInteger(integer)) return integer as MinorUnits;
  return roundHalfAway(add(whole(integer), fractions));
}

export type NoBilling =
  | 'unknown-status'
  | 'unreadable'
  | 'not-found'
  | 'never-read'
  | 'incomplete'
  | 'unpaid'
  | 'paused'
  | 'ends'
  | 'ended'
  | 'no-period'
  | 'not-set';

export type NextBilling = { at: Seconds } | { day: CalendarDate } | { none: NoBilling };

/** A date in the past stays until a refresh brings the next one. */
export function subscriptionNextBilling(d: SubscriptionDigest): { at: Seconds } | { none: NoBilling } {
  if (d.missingSince !== null) return { none: 'not-found' };
  if (!KNOWN_STATUSES.has(d.status)) return { none: 'unknown-status' };
  if (hasEnded(d)) return { none: 'ended' };
  if (d.unreadable?.includes('next')) return { none: 'unreadable' };
  if (d.status === 'incomplete' || d.status === 'unpaid') return { none: d.status };
  if (d.status === 'paused' || d.pause !== null) return { none: 'paused' };
  if (endsWithTrial(d) || endsBeforeRenewal(d)) return { none: 'ends' };
  return d.renewal === null ? { none: 'no-period' } : { at: d.renewal.at };
}

const NONE_FIRST: readonly NoBilling[] = [
  'unknown-status',
  'unreadable',
  'not-found',
  'never-read',
  'incomplete',
  'unpaid',
  'paused',
  'ends',
  'ended',
  'no-period',
  'not-set',
];

/** The earliest of its subscriptions, or the manual date. `_m` is unused: it keeps the signatures alike. */
export function clientNextBilling(c: ClientDigest, _m?: AsOf): NextBilling {
  if (c.links.length === 0 && c.unread.length === 0) {
    const day = c.manual?.nextBilling ?? null;
    return day === null ? { none: 'not-set' } : { day };
  }
  let earliest: Seconds | null = null;
  let none: NoBilling = c.unread.length > 0 ? 'never-read' : 'not-set';
  for (const link of c.links) {
    const next = subscriptionNextBilling(link);
    if ('at' in next) {
      if (earliest === null || next.at < earliest) earliest = next.at;
    } else if (NONE_FIRST.indexOf(next.none) < NONE_FIRST.indexOf(none)) {
      none = next.none;
    }
  }
  return earliest === null ? { none } : { at: earliest };
}

/** The earliest start date; null: none read yet, or one is unreadable. */
export function clientSince(c: ClientDigest): Seconds | null {
  let earliest: Seconds | null = null;
  for (const { startDate } of c.links) {
    if (startDate === null) return null;
    if (earliest === null || startDate < earliest) earliest = startDate;
  }
  return earliest;
}
