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
