import { divide, type Exact, ratio, whole } from './money.ts';

/**
 * Times per month: a year has 12 months, 52 weeks and 365 days.
 * Other products take 4 weeks or 30 days (docs/mrr.md).
 */
const TIMES_PER_MONTH: Readonly<Record<string, Exact>> = {
  day: ratio(365, 12),
  week: ratio(52, 12),
  month: ratio(1, 1),
  year: ratio(1, 12),
};

/** How many periods of `count` intervals a month holds, exactly; null: an interval that this version does not know. */
export function periodsPerMonth(interval: string, count: number): Exact | null {
  const times = Object.hasOwn(TIMES_PER_MONTH, interval) ? TIMES_PER_MONTH[interval] : undefined;
  if (times === undefined || !Number.isSafeInteger(count) || count < 1) return null;
  return divide(times, whole(count));
}

const DAY = 86_400;

/**
 * The days of the full period that ends at a moment (28 to 31 for a month), whatever the current one is cut short to;
 * null: an interval that this version does not know.
 */
export function periodDays(end: number, interval: string, count: number): number | null {
  if (!Number.isSafeInteger(count) || count < 1) return null;
  if (interval === 'day') return count;
  if (interval === 'week') return 7 * count;
  if (interval !== 'month' && interval !== 'year') return null;
  const date = new Date(end * 1000);
  const month = date.getUTCMonth() - count * (interval === 'year' ? 12 : 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const start = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastDay));
  const days = Math.floor(end / DAY) - start / 1000 / DAY;
  return Number.isFinite(days) ? days : null;
}
