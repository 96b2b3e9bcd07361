import fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../../tests/support/fuzz.ts';
import {
  parseCoupon,
  parseDiscount,
  parseDiscounts,
  parseItemPrice,
  parsePriceTerms,
  parseProduct,
  parseTaxRates,
} from './catalogue.ts';

describe('price terms', () => {
  const graduated = {
    id: 'price_1',
    object: 'price',
    billing_scheme: 'tiered',
    currency: 'usd',
    tax_behavior: 'exclusive',
    unit_amount: null,
    unit_amount_decimal: null,
    tiers: [
      {
        up_to: 5,
        unit_amount: 2_000,
        unit_amount_decimal: Stripe.Decimal.from('2000'),
        flat_amount: null,
        flat_amount_decimal: null,
      },
      {
        up_to: null,
        unit_amount: null,
        unit_amount_decimal: Stripe.Decimal.from('999.5'),
        flat_amount: 500,
        flat_amount_decimal: null,
      },
    ],
    currency_options: {
      usd: { unit_amount: null, unit_amount_decimal: null, tax_behavior: 'exclusive' },
      eur: {
        unit_amount: null,
        unit_amount_decimal: null,
        tax_behavior: 'inclusive',
        tiers: [
          {
            up_to: null,
            unit_amount: 1_800,
            unit_amount_decimal: '1800',
            flat_amount: null,
            flat_amount_decimal: null,
          },
        ],
      },
      gbp: { unit_amount: 1_500, unit_amount_decimal: '1500', tax_behavior: null },
    },
  };

  test('tiers of each currency; the own currency comes from the price itself', () => {
    expect(parsePriceTerms(graduated)).toEqual({
      ok: true,
      terms: {
        id: 'price_1',
        byCurrency: {
          usd: {
            unitAmount: null,
            tiers: [
              { upTo: 5, unitAmount: '2000', flatAmount: null },
              { upTo: null, unitAmount: '999.5', flatAmount: '500' },
            ],
            taxBehavior: 'exclusive',
          },
          eur: {
            unitAmount: null,
            tiers: [{ upTo: null, unitAmount: '1800', flatAmount: null }],
            taxBehavior: 'inclusive',
          },
          gbp: { unitAmount: '1500', tiers: null, taxBehavior: 'exclusive' },
        },
      },
    });
  });

  test.each<[string, unknown]>([
    ['not expanded', undefined],
    ['empty', []],
    ['a tier that is no object', [{ up_to: 5, unit_amount: 1 }, null]],
    ['no open end', [{ up_to: 5, unit_amount: 1 }]],
    [
      'an open end in the middle',
      [
        { up_to: null, unit_amount: 1 },
        { up_to: null, unit_amount: 2 },
      ],
    ],
    [
      'an end that is no number',
      [
        { up_to: 'five', unit_amount: 1 },
        { up_to: null, unit_amount: 2 },
      ],
    ],
  ])('tiers that cannot be read as a whole are unknown: %s', (_, tiers) => {
    const result = parsePriceTerms({ ...graduated, tiers });
    expect(result.ok && result.terms.byCurrency.usd?.tiers).toBeNull();
  });

  test('names that are no currency are not looked at', () => {
    const options = JSON.parse(
      '{"__proto__":{"unit_amount":1},"constructor":{"unit_amount":1},"EUR":{"unit_amount":5}}',
    );
    const result = parsePriceTerms({ ...graduated, currency_options: options as unknown });
    expect(result.ok && Object.keys(result.terms.byCurrency).sort()).toEqual(['eur', 'usd']);
  });

  test('without a currency the price has no terms', () => {
    expect(parsePriceTerms({ object: 'price', id: 'price_1' })).toEqual({
      ok: true,
      terms: { id: 'price_1', byCurrency: {} },
    });
    expect(parsePriceTerms('price_1')).toEqual({ ok: false, reason: 'not-an-object' });
  });
});

describe('coupons', () => {
  const base = {
    id: 'TEN',
    object: 'coupon',
    name: 'Ten',
    percent_off: null,
    amount_off: 1_000,
    currency: 'usd',
    duration: 'forever',
  };

  test.each<[string, Record<string, unknown>, boolean, unknown]>([
    [
      'an amount',
      {},
      true,
      { amountOff: { usd: 1_000 }, percentOff: null, appliesTo: null, duration: 'forever' },
    ],
    [
      'an amount in several currencies',
      {
        currency_options: { eur: { amount_off: 900 }, gbp: { amount_off: 'x' }, usd: { amount_off: 1_000 } },
      },
      true,
      { amountOff: { usd: 1_000, eur: 900 } },
    ],
    [
      'a percentage',
      { percent_off: 33.33, amount_off: null, currency: null },
      true,
      { percentOff: 33.33, amountOff: {} },
    ],
    [
      'limited to products',
      { applies_to: { products: ['prod_1', 'prod_2'] } },
      true,
      { appliesTo: ['prod_1', 'prod_2'] },
    ],
    ['limits not asked for', {}, false, { appliesTo: undefined }],
    [
      'limits not asked for, yet there',
      { applies_to: { products: ['prod_1'] } },
      false,
      { appliesTo: ['prod_1'] },
    ],
    ['limits that cannot be read', { applies_to: 'some' }, true, { appliesTo: undefined }],
    ['a duration of a later version', { duration: 'twice' }, true, { duration: 'twice' }],
    ['no duration', { duration: null }, true, { duration: 'unknown' }],
    ['nothing to take off', { amount_off: null }, true, { percentOff: null, amountOff: {} }],
  ])('%s', (_, fields, appliesToRead, expected) => {
    const result = parseCoupon({ ...base, ...fields }, { appliesToRead });
    expect(result.ok && result.coupon).toMatchObject(expected as object);
  });

  test('a deleted one is none', () => {
    expect(parseCoupon({ id: 'TEN', object: 'coupon', deleted: true }, { appliesToRead: true }).ok).toBe(
      false,
    );
  });
});

test.each<[string, unknown, unknown]>([
  ['null', null, null],
  [
    'an id that cannot be read',
    '',
    {
      discount: { id: '', couponId: null, start: null, end: null, unreadable: ['discount'] },
      coupon: null,
    },
  ],
  ['a deleted discount', { id: 'di_1', deleted: true }, null],
  ['an id', 'di_1', { discount: { id: 'di_1', couponId: null, start: null, end: null }, coupon: null }],
  [
    'a coupon by id',
    { id: 'di_1', start: 1, end: 2, source: { type: 'coupon', coupon: 'TEN' } },
    { discount: { id: 'di_1', couponId: 'TEN', start: 1, end: 2 }, coupon: null },
  ],
  [
    'no coupon',
    { id: 'di_1', start: 1, source: { coupon: null } },
    { discount: { id: 'di_1', couponId: null, start: 1, end: null }, coupon: null },
  ],
])('a discount: %s', (_, raw, expected) => {
  expect(parseDiscount(raw)).toEqual(expected);
});

test.each<[string, unknown, unknown]>([
  ['an empty list: none', [], []],
  ['null: none', null, []],
  ['absent: not known', undefined, null],
  ['ids', ['txr_1'], 'unreadable'],
  ['a rate without a percentage', [{ inclusive: true }], 'unreadable'],
  ['a percentage that is text', [{ inclusive: true, percentage: '19' }], 'unreadable'],
  ['an inclusive flag that is none', [{ inclusive: 'yes', percentage: 19 }], 'unreadable'],
  ['no list', 'none', 'unreadable'],
  [
    'rates',
    [{ percentage: 7.7, inclusive: true }, { percentage: 0 }],
    [
      { percentage: 7.7, inclusive: true },
      { percentage: 0, inclusive: false },
    ],
  ],
])('tax rates: %s', (_, raw, expected) => {
  expect(parseTaxRates(raw)).toEqual(expected);
});

test('products: a name, or the id where there is none', () => {
  expect(parseProduct({ id: 'prod_1', object: 'product', name: 'Hosting' })).toEqual({
    ok: true,
    product: { id: 'prod_1', name: 'Hosting' },
  });
  expect(parseProduct({ id: 'prod_1', object: 'product', name: '' })).toEqual({
    ok: true,
    product: { id: 'prod_1', name: 'prod_1' },
  });
  expect(parseProduct({ id: 'prod_1', object: 'product', name: 'x'.repeat(10_000) })).toMatchObject({
    product: { name: 'x'.repeat(500) },
  });
  expect(parseProduct(null).ok).toBe(false);
});

test(
  'none of them throws on arbitrary JSON',
  () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (raw, inner) => {
        const withId = { ...(typeof raw === 'object' ? raw : {}), id: 'x', object: undefined };
        for (const value of [
          raw,
          withId,
          {
            ...withId,
            tiers: inner,
            currency_options: inner,
            currency: 'usd',
            applies_to: inner,
            source: inner,
          },
        ]) {
          parsePriceTerms(value);
          parseProduct(value);
          parseCoupon(value, { appliesToRead: true });
          parseDiscount(value);
          parseDiscounts(value);
          parseTaxRates(value);
          parseItemPrice(value, inner, 'usd');
        }
      }),
      { numRuns: fuzzRuns('catalogue') },
    );
  },
  FUZZ_TIMEOUT,
);
