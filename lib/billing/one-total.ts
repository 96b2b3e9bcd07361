import { type OneTotalSettings, pairOf } from '../model/settings.ts';
import type { CalendarDate, Currency, MinorUnits } from '../model/units.ts';
import { exponent } from './currencies.ts';
import { add, divide, type Exact, multiply, parseDecimal, roundHalfAway, whole, ZERO } from './money.ts';
import type { Portfolio } from './portfolio.ts';

export type OneTotal =
  /** `ratesOf`: the day of the oldest rate used; null: none was needed. */
  | { ok: true; currency: Currency; total: MinorUnits; ratesOf: CalendarDate | null }
  | { ok: false; missing: Currency[] };

/**
 * Adds the MRR of every currency at the user's rates. Exact, and rounded once, half away from zero. A rate that is
 * missing leaves no total; an amount of zero needs none. null: switched off, or there is nothing to add.
 */
export function oneTotal(
  mrr: readonly Pick<Portfolio['mrr'][number], 'currency' | 'total'>[],
  { currency, rates }: OneTotalSettings,
): OneTotal | null {
  if (currency === null || mrr.length === 0) return null;
  const missing: Currency[] = [];
  const days: CalendarDate[] = [];
  let sum = ZERO;
  for (const { currency: from, total } of mrr) {
    if (total === 0) continue;
    const typed = rates[pairOf(from, currency)];
    const rate = from === currency ? whole(1) : parseDecimal(typed?.rate ?? '');
    if (rate === null) missing.push(from);
    else sum = add(sum, multiply(multiply(whole(total), rate), minorUnitsPer(from, currency)));
    if (typed && from !== currency) days.push(typed.day);
  }
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, currency, total: roundHalfAway(sum), ratesOf: days.sort()[0] ?? null };
}

/** A cent for a yen at par is 100 : 1 in minor units. */
function minorUnitsPer(from: Currency, to: Currency): Exact {
  return divide(whole(10 ** exponent(to)), whole(10 ** exponent(from)));
}
