import { beforeAll, describe, expect, test } from 'vitest';
import { at } from '../billing/shapes.fixture.ts';
import { type CalendarDate, currency, minorUnits, seconds } from '../model/units.ts';
import { createFormats, majorText } from './formats.ts';

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
    expect(plain(createFormats(locale).money(minorUnits(amount), currency(code)))).toBe(expected);
  });

  test('a code that is no currency is printed as it is', () => {
    expect(createFormats('en-US').money(minorUnits(1_234), currency('x1'))).toBe('12.34 X1');
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
  const british = createFormats('en-GB');
  const now = at('2026-11-22');

  test.each([
    ['en-GB', '12 Nov'],
    ['en-US', 'Nov 12'],
    ['de-DE', '12. Nov.'],
    ['ja-JP', '11月12日'],
  ])('in %s: %s', (locale, expected) => {
    expect(createFormats(locale).day(at('2026-11-12'), now)).toBe(expected);
    expect(createFormats(locale).calendarDate('2026-11-12' as CalendarDate, now)).toBe(expected);
  });

  test('the year is shown where it is another, or where the present is not given', () => {
    expect(british.day(at('2025-11-12'), now)).toBe('12 Nov 2025');
    expect(british.day(at('2027-01-02'), now)).toBe('2 Jan 2027');
    expect(british.day(at('2026-11-12'))).toBe('12 Nov 2026');
    expect(british.calendarDate('2025-11-12' as CalendarDate, now)).toBe('12 Nov 2025');
  });

  test('a calendar date is that day in every zone', () => {
    const before = process.env.TZ;
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
      process.env.TZ = zone;
      expect(british.calendarDate('2026-03-01' as CalendarDate, now)).toBe('1 Mar');
    }
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test('day and time', () => {
    expect(plain(british.dateTime(at('2026-11-12T14:05:00Z')))).toMatch(/^12 Nov 2026, \d\d:05$/);
  });

  test('what is no date is not printed as one', () => {
    expect(british.day(seconds(1e300), now)).toBe('—');
    expect(british.dateTime(seconds(Number.NaN))).toBe('—');
    expect(british.calendarDate('soon' as CalendarDate, now)).toBe('soon');
  });
});

test('durations are whole milliseconds, and seconds when they are long', () => {
  const { duration } = createFormats('en');
  expect(duration(312.4)).toBe('312 ms');
  expect(duration(20_000)).toBe('20 sec');
});

describe('no figure is ever NaN', () => {
  const formats = createFormats('en-US');
  const odd = [
    0,
    -0,
    1e20,
    1e21,
    -1e21,
    1e300,
    1e-7,
    0.5,
    Number.MAX_VALUE,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ];

  test.each(odd)('%d', (value) => {
    const printed = [
      ...['usd', 'jpy', 'kwd', 'xxx'].map((code) => formats.money(minorUnits(value), currency(code))),
      formats.number(value),
      formats.percent(value),
      formats.duration(value),
      formats.moment(value),
      formats.dateTime(seconds(value)),
      formats.day(seconds(value)),
    ];
    for (const text of printed) expect(text).not.toMatch(/NaN|Infinity|∞|undefined/);
  });

  test('1e21 minor units are written out', () => {
    expect(majorText(1e21, 2)).toBe('10000000000000000000.00');
  });
});
