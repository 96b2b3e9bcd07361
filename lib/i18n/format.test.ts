import { beforeAll, describe, expect, test } from 'vitest';
import type { AmountPart } from '../billing/digest.ts';
import { at } from '../billing/shapes.fixture.ts';
import { type CalendarDate, currency, minorUnits, seconds } from '../model/units.ts';
import {
  formatAmountParts,
  formatCalendarDate,
  formatDateTime,
  formatDay,
  formatInterval,
  formatMoney,
  majorText,
} from './format.ts';

/** Days are printed in the machine’s zone; here it is that of the examples. */
beforeAll(() => {
  process.env.TZ = 'UTC';
});

/** Spaces of every kind are one, so that a locale's choice of them does not matter here. */
const plain = (text: string): string => text.replaceAll(/\s/gu, ' ');

describe('money', () => {
  test.each([
    [30_000, 'usd', 'en-US', '$300.00'],
    [30_050, 'usd', 'en-US', '$300.50'],
    [1, 'usd', 'en-US', '$0.01'],
    [0, 'usd', 'en-US', '$0.00'],
    [-1_250, 'usd', 'en-US', '-$12.50'],
    [123_456_789, 'eur', 'de-DE', '1.234.567,89 €'],
    [500, 'jpy', 'en-US', '¥500'],
    [5_000, 'kwd', 'en-US', 'KWD 5.000'],
    [5_001, 'kwd', 'en-US', 'KWD 5.001'],
    [500, 'isk', 'en-US', 'ISK 5'],
    [550, 'isk', 'en-US', 'ISK 5.50'],
    [500, 'ugx', 'en-US', 'UGX 5'],
    [5, 'krw', 'en-US', '₩5'],
    [5, 'mga', 'en-US', 'MGA 5'],
    [100, 'clf', 'en-US', 'CLF 1.00'],
    // Beyond what a float can hold to the cent.
    [9_007_199_254_740_991, 'usd', 'en-US', '$90,071,992,547,409.91'],
  ])('%s of %s in %s is %s', (amount, code, locale, expected) => {
    expect(plain(formatMoney(minorUnits(amount), currency(code), locale))).toBe(expected);
  });

  test('a code that is no currency is printed as it is', () => {
    expect(formatMoney(minorUnits(1_234), currency('x1'), 'en-US')).toBe('12.34 X1');
  });

  test.each([
    [0, 2, '0.00'],
    [7, 2, '0.07'],
    [-7, 3, '-0.007'],
    [1_000, 0, '1000'],
    [-1_000, 0, '-1000'],
  ])('%s with %s decimals is %s', (amount, digits, expected) => {
    expect(majorText(amount, digits)).toBe(expected);
  });
});

describe('days', () => {
  const now = at('2026-11-22');

  test.each([
    ['en-GB', '12 Nov'],
    ['en-US', 'Nov 12'],
    ['de-DE', '12. Nov.'],
    ['ja-JP', '11月12日'],
  ])('in %s: %s', (locale, expected) => {
    expect(formatDay(at('2026-11-12'), locale, now)).toBe(expected);
    expect(formatCalendarDate('2026-11-12' as CalendarDate, locale, now)).toBe(expected);
  });

  test('the year is shown where it is another, or where the present is not given', () => {
    expect(formatDay(at('2025-11-12'), 'en-GB', now)).toBe('12 Nov 2025');
    expect(formatDay(at('2027-01-02'), 'en-GB', now)).toBe('2 Jan 2027');
    expect(formatDay(at('2026-11-12'), 'en-GB')).toBe('12 Nov 2026');
    expect(formatCalendarDate('2025-11-12' as CalendarDate, 'en-GB', now)).toBe('12 Nov 2025');
  });

  test('a calendar date is that day in every zone', () => {
    const before = process.env.TZ;
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
      process.env.TZ = zone;
      expect(formatCalendarDate('2026-03-01' as CalendarDate, 'en-GB', now)).toBe('1 Mar');
    }
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test('day and time', () => {
    expect(plain(formatDateTime(at('2026-11-12T14:05:00Z'), 'en-GB'))).toMatch(/^12 Nov 2026, \d\d:05$/);
  });

  test('what is no date is not printed as one', () => {
    expect(formatDay(seconds(1e300), 'en-GB', now)).toBe('—');
    expect(formatDateTime(seconds(Number.NaN), 'en-GB')).toBe('—');
    expect(formatCalendarDate('soon' as CalendarDate, 'en-GB', now)).toBe('soon');
  });
});

describe('amounts per billing period', () => {
  const part = (amount: number | null, interval = 'month', more: Partial<AmountPart> = {}): AmountPart => ({
    amount: amount === null ? null : minorUnits(amount),
    currency: currency('usd'),
    interval,
    count: 1,
    usage: false,
    taxIncluded: false,
    ...more,
  });

  test.each<[string, AmountPart[]]>([
    ['—', []],
    ['$50.00 / month', [part(5_000)]],
    ['$50.00 / 3 months', [part(5_000, 'month', { count: 3 })]],
    ['$50.00 / month + $600.00 / year', [part(5_000), part(60_000, 'year')]],
    [
      '$50.00 / month + $600.00 / year + usage',
      [part(5_000, 'month', { usage: true }), part(60_000, 'year')],
    ],
    ['Usage / month', [part(0, 'month', { usage: true })]],
    ['$600.00 / year + usage', [part(0, 'month', { usage: true }), part(60_000, 'year')]],
    ['$0.00 / month', [part(0)]],
    ['— / month', [part(null)]],
    ['$119.00 / month (incl. tax)', [part(11_900, 'month', { taxIncluded: true })]],
  ])('%s', (expected, parts) => {
    expect(formatAmountParts(parts, 'en-US')).toBe(expected);
  });

  test('an interval', () => {
    expect([formatInterval('month', 1, 'en'), formatInterval('week', 2, 'en')]).toEqual([
      '/ month',
      '/ 2 weeks',
    ]);
  });
});
