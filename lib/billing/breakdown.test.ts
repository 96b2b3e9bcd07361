import { describe, expect, test } from 'vitest';
import { currency, minorUnits } from '../model/units.ts';
import { addOnLines, type BreakdownLine, monthlyBreakdown } from './breakdown.ts';
import { stepAt } from './client-figures.ts';
import { add, fromText, toText, ZERO } from './money.ts';
import {
  amountOff,
  at,
  catalogue,
  digest,
  discount,
  item,
  NOW,
  percentOff,
  SHAPES,
  type Shape,
  subscription,
} from './shapes.fixture.ts';

const lines = (shape: Shape, now = NOW): BreakdownLine[] =>
  monthlyBreakdown(shape.facts, shape.catalogue ?? catalogue(), {
    temporaryDiscounts: shape.temporaryDiscounts ?? false,
    now,
  });
const told = (shape: Shape): [string, number | null][] =>
  lines(shape).map(({ kind, amount }) => [kind, amount]);
const named = (name: string): Shape => SHAPES[name] as Shape;

describe('the lines add up to the monthly value, exactly and as shown', () => {
  const moments = ['2026-11-22', '2026-12-15', '2027-03-01'].map(at);
  const cases = Object.entries(SHAPES).flatMap(([name, shape]) =>
    moments.map((now) => [name, now, shape] as const),
  );
  test.each(cases)('%s at %s', (_name, now, shape) => {
    const step = stepAt(digest(shape).monthly, now);
    const found = lines(shape, now);
    const unknown = found.some(({ exact }) => exact === null);
    if (step?.exact === null || unknown) {
      // Where the value is not known a line says why; a value of 0 by status needs no known price.
      expect(unknown).toBe(true);
      expect(step?.exact === null || step?.exact === '0').toBe(true);
      return;
    }
    const total = found.reduce((sum, { exact }) => add(sum, fromText(exact ?? '') ?? ZERO), ZERO);
    expect(toText(total)).toBe(step?.exact);
    expect(found.reduce((sum, { amount }) => sum + (amount ?? 0), 0)).toBe(step?.rounded);
  });
});

describe('line by line', () => {
  test.each<[string, [string, number | null][]]>([
    ['one item a month', [['item', 5_000]]],
    [
      'mixed intervals',
      [
        ['item', 5_000],
        ['item', 5_000],
      ],
    ],
    [
      'licensed and metered',
      [
        ['item', 5_000],
        ['metered', 0],
      ],
    ],
    [
      'stacked discounts',
      [
        ['item', 5_000],
        ['discount', -500],
        ['discount', -450],
        ['discount', -500],
      ],
    ],
    ['once discount', [['item', 5_000]]],
    [
      'repeating discount, subtracted',
      [
        ['item', 5_000],
        ['discount', -2_500],
      ],
    ],
    [
      'inclusive tax, known rate',
      [
        ['item', 11_900],
        ['tax', -1_900],
      ],
    ],
    [
      'an item in its own trial',
      [
        ['item', 5_000],
        ['item-trial', 0],
      ],
    ],
    [
      'in trial',
      [
        ['item', 5_000],
        ['not-counted', -5_000],
      ],
    ],
    [
      'unpaid',
      [
        ['item', 5_000],
        ['not-counted', -5_000],
      ],
    ],
    [
      'canceled',
      [
        ['item', 5_000],
        ['not-counted', -5_000],
      ],
    ],
    ['unknown status', [['unknown', null]]],
    ['not found any more', [['unknown', null]]],
    ['tiers that were not read', [['unknown', null]]],
    [
      'deleted coupon',
      [
        ['item', 5_000],
        ['unknown', null],
      ],
    ],
    ['no items', []],
  ])('%s', (name, expected) => {
    expect(told(named(name))).toEqual(expected);
  });

  test('what rounding takes is a line of its own', () => {
    const facts = subscription(['100', '100', '100'].map((unit) => item({ unit, every: 'year' })));
    expect(told({ facts })).toEqual([
      ['item', 8],
      ['item', 8],
      ['item', 8],
      ['rounding', 1],
    ]);
  });

  test('an item says price, quantity and interval', () => {
    const facts = subscription([item({ unit: '2500', quantity: 3, every: 'month', count: 3 })]);
    expect(lines({ facts })).toMatchObject([
      {
        kind: 'item',
        product: 'Hosting',
        quantity: 3,
        unitAmount: '2500',
        perPeriod: 7_500,
        interval: 'month',
        count: 3,
        currency: 'usd',
        exact: '2500',
        amount: 2_500,
      },
    ]);
  });

  test('a discount says what it takes and until when', () => {
    const spring = percentOff(25, { name: 'Spring', duration: 'repeating' });
    const five = amountOff(500);
    const found = lines({
      facts: subscription([item()], { discounts: [discount(spring, '2027-03-01'), discount(five)] }),
      catalogue: catalogue({ coupons: [spring, five] }),
      temporaryDiscounts: true,
    });
    expect(found.slice(1)).toMatchObject([
      { name: 'Spring', percentOff: 25, amountOff: null, until: at('2027-03-01'), amount: -1_250 },
      { name: null, percentOff: null, amountOff: 500, until: null, amount: -500 },
    ]);
  });

  test.each<[string, string, string | null]>([
    ['not found any more', 'not-found', null],
    ['unknown status', 'unknown-status', null],
    ['tiers that were not read', 'unknown-price', 'Hosting'],
    ['deleted coupon', 'unknown-coupon', null],
  ])('what is not known says why: %s', (name, note, product) => {
    expect(lines(named(name)).find(({ kind }) => kind === 'unknown')).toMatchObject({ note, product });
  });

  test.each<[string, { unitAmount: string | null; tiers: string | null; packageOf: number | null }]>([
    ['one item a month', { unitAmount: '5000', tiers: null, packageOf: null }],
    ['graduated tiers', { unitAmount: null, tiers: 'graduated', packageOf: null }],
    ['volume tiers', { unitAmount: null, tiers: 'volume', packageOf: null }],
    ['packages rounded up', { unitAmount: '5000', tiers: null, packageOf: 10 }],
    // The price's own amount is in another currency, and would mislead.
    ['another currency by option', { unitAmount: null, tiers: null, packageOf: null }],
  ])('an item says how it is priced: %s', (name, expected) => {
    expect(lines(named(name))).toMatchObject([expected]);
  });

  test('an item whose price is not known says so once its own trial is over', () => {
    const facts = subscription([item({ trialEnd: '2026-12-15', price: { scheme: 'stairs' } })]);
    const kinds = (now: string) => lines({ facts }, at(now)).map(({ kind }) => kind);
    expect([kinds('2026-12-14'), kinds('2026-12-15'), kinds('2026-12-16')]).toEqual([
      ['item-trial'],
      ['unknown'],
      ['unknown'],
    ]);
  });

  test('a trial long over changes nothing: the terms are those of now', () => {
    const half = percentOff(50, { duration: 'repeating' });
    const facts = subscription([item()], {
      trialEnd: at('2026-02-01'),
      discounts: [discount(half, '2026-10-01')],
    });
    expect(told({ facts, catalogue: catalogue({ coupons: [half] }), temporaryDiscounts: true })).toEqual([
      ['item', 5_000],
    ]);
  });

  test('what does not count is rounded line by line too', () => {
    // 100 ÷ 12 = 8.33 three times is 25.
    const items = ['100', '100', '100'].map((unit) => item({ unit, every: 'year' }));
    expect(told({ facts: subscription(items, { status: 'unpaid' }) })).toEqual([
      ['item', 8],
      ['item', 8],
      ['item', 8],
      ['not-counted', -25],
      ['rounding', 1],
    ]);
  });

  test('what does not count and is not known wholly has no sum', () => {
    const items = [item(), item({ price: { scheme: 'stairs' } })];
    expect(told({ facts: subscription(items, { status: 'unpaid' }) })).toEqual([
      ['item', 5_000],
      ['unknown', null],
      ['not-counted', null],
    ]);
  });

  test('a trial is worked out as of its end', () => {
    const facts = subscription([item({ trialEnd: '2026-12-03' })], {
      status: 'trialing',
      trialEnd: at('2026-12-03'),
    });
    expect(told({ facts })).toEqual([
      ['item', 5_000],
      ['not-counted', -5_000],
    ]);
  });
});

test('add-ons are lines in their own currency', () => {
  const addOns = [{ label: 'Care', amount: minorUnits(700), currency: currency('eur') }];
  expect(addOnLines(addOns)).toEqual([
    { kind: 'add-on', label: 'Care', currency: 'eur', exact: '700', amount: 700 },
  ]);
});
