import { expect, test } from 'vitest';
import { parseSchedule } from './schedule.ts';

const price = {
  id: 'price_2',
  object: 'price',
  billing_scheme: 'per_unit',
  currency: 'usd',
  product: 'prod_1',
  recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed' },
  tax_behavior: 'unspecified',
  unit_amount: 9_600,
  unit_amount_decimal: '9600',
};

function raw(fields: Record<string, unknown> = {}, phase: Record<string, unknown> = {}) {
  return {
    id: 'sub_sched_1',
    object: 'subscription_schedule',
    status: 'active',
    end_behavior: 'release',
    current_phase: { start_date: 100, end_date: 200 },
    phases: [
      { start_date: 100, end_date: 200, items: [{ price: 'price_1', quantity: 1 }], discounts: [] },
      {
        start_date: 200,
        end_date: 300,
        billing_cycle_anchor: 'phase_start',
        currency: 'usd',
        items: [{ price, quantity: 3, discounts: [], tax_rates: [] }],
        discounts: [{ coupon: { id: 'TEN', object: 'coupon', percent_off: 10, duration: 'forever' } }],
        trial_end: null,
        ...phase,
      },
    ],
    ...fields,
  };
}

const parsed = (value: unknown) => {
  const result = parseSchedule(value, 'usd');
  if (!result.ok) throw new Error(result.reason);
  return result.schedule;
};

test('phases with their prices, quantities and discounts', () => {
  const schedule = parsed(raw());
  expect(schedule).toMatchObject({ status: 'active', endBehavior: 'release', currentStart: 100 });
  expect(schedule.unreadable).toBeUndefined();
  expect(schedule.phases[0]?.items[0]?.price).toMatchObject({ id: 'price_1', scheme: 'unknown' });
  expect(schedule.phases[1]).toMatchObject({
    start: 200,
    end: 300,
    anchored: true,
    items: [{ quantity: 3, price: { unitAmount: '9600', recurring: { interval: 'year' } } }],
    discounts: [{ couponId: 'TEN', coupon: { percentOff: 10 } }],
  });
});

test.each<[string, unknown, string]>([
  ['phases that are no list', raw({ phases: 'some' }), 'phases'],
  ['a start that is text', raw({}, { start_date: '200' }), 'phases'],
  ['items that are no list', raw({}, { items: 'one' }), 'phases'],
  ['discounts that are no list', raw({}, { discounts: 5 }), 'phases'],
  ['a status that is a number', raw({ status: 1 }), 'status'],
  [
    'a current phase without a readable start',
    raw({ current_phase: { start_date: 'now' } }),
    'current_phase',
  ],
])('unreadable: %s', (_, value, field) => {
  expect(parsed(value).unreadable).toEqual([field]);
});

test('a quantity that is text is unreadable; one that is absent is one unit', () => {
  const items = [{ price, quantity: '3' }, { price }];
  expect(parsed(raw({}, { items })).phases[1]?.items).toMatchObject([
    { quantity: null, unreadable: ['quantity'] },
    { quantity: 1 },
  ]);
});

test('never throws', () => {
  for (const value of [
    null,
    5,
    [],
    {},
    { id: 'x', phases: [null] },
    { id: 'x', phases: [{ items: [null] }] },
  ]) {
    expect(() => parseSchedule(value, 'usd')).not.toThrow();
  }
});
