import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OneTotalSettings } from '../model/settings.ts';
import { type CalendarDate, currency, minorUnits } from '../model/units.ts';
import { oneTotal } from './one-total.ts';

const line = (code: string, total: number) => ({ currency: currency(code), total: minorUnits(total) });

function settings(
  to: string | null,
  rates: Record<string, string | [string, string]> = {},
): OneTotalSettings {
  const entries = Object.entries(rates).map(([pair, typed]) => {
    const [rate, day] = typeof typed === 'string' ? [typed, '2026-11-03'] : typed;
    return [pair, { rate, day: day as CalendarDate }];
  });
  return { currency: to === null ? null : currency(to), rates: Object.fromEntries(entries) };
}

const totalOf = (...given: Parameters<typeof oneTotal>) => {
  const result = oneTotal(...given);
  return result?.ok ? result.total : result;
};

describe('one total', () => {
  test('is not there unless it is switched on, nor without any revenue', () => {
    expect(oneTotal([line('usd', 100)], settings(null))).toBeNull();
    expect(oneTotal([], settings('eur'))).toBeNull();
  });

  test.each<[string, ReturnType<typeof line>[], OneTotalSettings, number]>([
    [
      'adds at the rate',
      [line('eur', 100_000), line('usd', 50_000)],
      settings('eur', { 'usd/eur': '0.92' }),
      146_000,
    ],
    ['needs no rate for its own currency', [line('eur', 12_345)], settings('eur'), 12_345],
    [
      'knows a currency without decimals',
      [line('jpy', 88_000)],
      settings('eur', { 'jpy/eur': '0.0061' }),
      53_680,
    ],
    ['and one as the goal', [line('usd', 1_050)], settings('jpy', { 'usd/jpy': '150.5' }), 1_580],
    ['and one with three decimals', [line('kwd', 12_500)], settings('usd', { 'kwd/usd': '3.25' }), 4_063],
    [
      'rounds once: three thirds of a cent are one',
      [line('aud', 1), line('cad', 1), line('usd', 1)],
      settings('eur', { 'aud/eur': '0.3333333333', 'cad/eur': '0.3333333333', 'usd/eur': '0.3333333334' }),
      1,
    ],
    ['rounds half away from zero', [line('usd', 1)], settings('eur', { 'usd/eur': '0.5' }), 1],
    [
      'is exact where floating point is not: 1.005',
      [line('usd', 100)],
      settings('eur', { 'usd/eur': '1.005' }),
      101,
    ],
  ])('%s', (_name, mrr, chosen, total) => {
    expect(totalOf(mrr, chosen)).toBe(total);
  });

  test('does not exist while a rate is missing, and says which', () => {
    const mrr = [line('eur', 1), line('gbp', 1), line('usd', 1)];
    expect(oneTotal(mrr, settings('eur', { 'usd/eur': '0.9' }))).toEqual({ ok: false, missing: ['gbp'] });
    expect(oneTotal(mrr, settings('eur'))).toEqual({ ok: false, missing: ['gbp', 'usd'] });
    // The rate of the other direction is another rate.
    expect(oneTotal([line('usd', 1)], settings('eur', { 'eur/usd': '1.1' }))).toEqual({
      ok: false,
      missing: ['usd'],
    });
  });

  test('needs no rate for nothing', () => {
    expect(totalOf([line('eur', 500), line('usd', 0)], settings('eur'))).toBe(500);
  });

  test('names the oldest of the rates that it used', () => {
    const rates: Record<string, [string, string]> = {
      'gbp/eur': ['1.2', '2026-11-03'],
      'usd/eur': ['0.9', '2026-10-30'],
      'jpy/eur': ['0.006', '2020-01-01'],
    };
    const mrr = [line('gbp', 100), line('usd', 100)];
    expect(oneTotal(mrr, settings('eur', rates))).toMatchObject({ ratesOf: '2026-10-30' });
    expect(oneTotal([line('eur', 100)], settings('eur', rates))).toMatchObject({ ratesOf: null });
  });

  test('is the sum in decimal arithmetic, whatever the amounts and rates', () => {
    const digits = fc.integer({ min: 1, max: 9_999_999_999 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e11 }),
        digits,
        fc.integer({ min: 0, max: 9 }),
        (amount, rate, decimals) => {
          const text = String(rate).padStart(decimals + 1, '0');
          const typed = decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
          // Integer arithmetic of its own: amount × rate ÷ 10^decimals, half up.
          const scale = 10n ** BigInt(decimals);
          const wanted = (2n * BigInt(amount) * BigInt(rate) + scale) / (2n * scale);
          const total = totalOf([line('usd', amount)], settings('eur', { 'usd/eur': typed }));
          expect(total).toBe(Number(wanted));
        },
      ),
    );
  });
});
