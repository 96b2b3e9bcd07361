import { describe, expect, test } from 'vitest';
import type { Subscription } from '../../model/subscription.ts';
import { missingReferences } from './missing-references.ts';
import { parseSubscription } from './subscription.ts';

interface Wish {
  currency?: string;
  price?: Record<string, unknown>;
  discounts?: string[];
  itemDiscounts?: string[];
  customerDiscount?: string;
}

const discount = (coupon: string) => ({
  id: `di_${coupon}`,
  object: 'discount',
  start: 1,
  end: null,
  source: { coupon },
});

function subscription({
  currency = 'usd',
  price = {},
  discounts = [],
  itemDiscounts = [],
  customerDiscount,
}: Wish = {}): Subscription {
  const parsed = parseSubscription({
    id: 'sub_1',
    object: 'subscription',
    created: 1,
    currency,
    customer: {
      id: 'cus_1',
      object: 'customer',
      discount: customerDiscount ? discount(customerDiscount) : null,
    },
    status: 'active',
    discounts: discounts.map(discount),
    items: {
      data: [
        {
          id: 'si_1',
          discounts: itemDiscounts.map(discount),
          price: {
            id: 'price_1',
            object: 'price',
            billing_scheme: 'per_unit',
            currency: 'usd',
            product: 'prod_1',
            recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
            unit_amount: 5,
            ...price,
          },
          quantity: 1,
        },
      ],
    },
  });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.subscription.facts;
}

const plain = (missing: ReturnType<typeof missingReferences>) => ({
  products: [...missing.products],
  prices: [...missing.prices].map(([id, currencies]) => [id, [...currencies]]),
  coupons: [...missing.coupons],
});
const METERED = { recurring: { interval: 'month', interval_count: 1, usage_type: 'metered' } };

test.each<[string, Wish, { products?: string[]; prices?: unknown[]; coupons?: string[] }]>([
  ['an ordinary price needs its product name only', {}, { products: ['prod_1'] }],
  [
    'a tiered price needs its terms',
    { price: { billing_scheme: 'tiered' } },
    { products: ['prod_1'], prices: [['price_1', []]] },
  ],
  [
    'so does one in another currency, and in that one',
    { currency: 'eur' },
    { products: ['prod_1'], prices: [['price_1', ['eur']]] },
  ],
  [
    'a metered price counts nothing and needs none',
    { currency: 'eur', price: { ...METERED, billing_scheme: 'tiered' } },
    { products: ['prod_1'] },
  ],
  [
    'coupons of the subscription and its items',
    { discounts: ['A'], itemDiscounts: ['B'] },
    { products: ['prod_1'], coupons: ['A', 'B'] },
  ],
  ['the coupon of the customer', { customerDiscount: 'C' }, { products: ['prod_1'], coupons: ['C'] }],
  [
    'the coupon of the customer beside one of an item',
    { customerDiscount: 'C', itemDiscounts: ['B'] },
    { products: ['prod_1'], coupons: ['B', 'C'] },
  ],
  [
    'the coupon of the customer, displaced',
    { customerDiscount: 'C', discounts: ['A'] },
    { products: ['prod_1'], coupons: ['A'] },
  ],
])('%s', (_, wish, expected) => {
  expect(plain(missingReferences([subscription(wish)]))).toEqual({
    products: [],
    prices: [],
    coupons: [],
    ...expected,
  });
});

describe('what is known is not asked for', () => {
  const known = {
    products: new Set(['prod_1']),
    prices: new Map([['price_1', { byCurrency: { usd: {} } }]]),
    coupons: new Map([
      ['A', { appliesTo: null }],
      ['B', { appliesTo: undefined }],
    ]),
  };

  test('names, terms in the right currency, coupons with their limits', () => {
    const tiered = subscription({ price: { billing_scheme: 'tiered' }, discounts: ['A'] });
    expect(plain(missingReferences([tiered], known))).toEqual({ products: [], prices: [], coupons: [] });
  });
  test('terms in another currency, and a coupon whose limits were not read, are', () => {
    const inEuro = subscription({ currency: 'eur', discounts: ['B'] });
    expect(plain(missingReferences([inEuro], known))).toEqual({
      products: [],
      prices: [['price_1', ['eur']]],
      coupons: ['B'],
    });
  });
});

test('each id comes once, with all the currencies wanted', () => {
  const all = ['eur', 'gbp', 'eur', 'usd'].map((currency) => subscription({ currency, discounts: ['A'] }));
  expect(plain(missingReferences(all))).toEqual({
    products: ['prod_1'],
    prices: [['price_1', ['eur', 'gbp']]],
    coupons: ['A'],
  });
});
