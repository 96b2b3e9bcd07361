import { divide, type Exact, ratio, whole } from './money.ts';

/** A year has 12 months, 52 weeks and 365 days. Other products use 4 weeks or 30 days (docs/mrr.md). */
const TIMES_PER_MONTH: Readonly<Record<string, Exact>> = {
  day: ratio(365, 12),
  week: ratio(52, 12),
  month: ratio(1, 1),
  year: ratio(1, 12),
};

/** Exact periods per month; null: unknown interval. */
export function periodsPerMonth(interval: string, count: number): Exact | null {
  const times = Object.hasOwn(TIMES_PER_MONTH, interval) ? TIMES_PER_MONTH[interval] : undefined;
  if (times === undefined || !Number.isSafeInteger(count) || count < 1) return null;
  return divide(times, whole(count));
}

const DAY = 86_400;

/**
 * Days of the full period ending then (28 to 31 for a month), even if the current one is shortened; null:
 * unknown.
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
