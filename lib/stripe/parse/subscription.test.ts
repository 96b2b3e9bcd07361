import fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../../tests/support/fuzz.ts';
import { isWhollyUnreadable, parseCustomer, parseItem, parseSubscription } from './subscription.ts';

/** As API version 2026-10-28 sends it, with everything expanded that a full read asks for. */
function current(fields: Record<string, unknown> = {}, item: Record<string, unknown> = {}) {
  return {
    id: 'sub_1',
    object: 'subscription',
    automatic_tax: { enabled: true, disabled_reason: null, liability: null },
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    created: 1_700_000_000,
    currency: 'usd',
    customer: { id: 'cus_1', object: 'customer', name: 'Acme', email: 'pay@acme.example', discount: null },
    default_tax_rates: [],
    discounts: [],
    ended_at: null,
    items: { object: 'list', has_more: false, data: [currentItem(item)] },
    latest_invoice: {
      id: 'in_1',
      object: 'invoice',
      currency: 'usd',
      total: 2_000,
      created: 1_700_000_000,
      status: 'paid',
      parent: { subscription_details: { subscription: 'sub_1' } },
    },
    pause_collection: null,
    start_date: 1_690_000_000,
    status: 'active',
    trial_end: null,
    ...fields,
  };
}

function currentItem(fields: Record<string, unknown> = {}) {
  return {
    id: 'si_1',
    object: 'subscription_item',
    current_period_start: 1_700_000_000,
    current_period_end: 1_702_592_000,
    current_trial: null,
    discounts: [],
    price: price(),
    quantity: 2,
    tax_rates: [],
    ...fields,
  };
}

function price(fields: Record<string, unknown> = {}) {
  return {
    id: 'price_1',
    object: 'price',
    billing_scheme: 'per_unit',
    currency: 'usd',
    nickname: null,
    product: 'prod_1',
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null },
    tax_behavior: 'exclusive',
    tiers_mode: null,
    transform_quantity: null,
    unit_amount: 1_000,
    unit_amount_decimal: '1000',
    ...fields,
  };
}

function parsed(raw: unknown) {
  const result = parseSubscription(raw);
  if (!result.ok) throw new Error(result.reason);
  return result.subscription;
}
const factsOf = (raw: unknown) => parsed(raw).facts;
const onlyItem = (raw: unknown) => {
  const [item] = factsOf(raw).items;
  if (!item) throw new Error('no item');
  return item;
};

test('a subscription of the present version', () => {
  const subscription = parsed(current());
  expect(subscription).toEqual({
    facts: {
      id: 'sub_1',
      status: 'active',
      currency: 'usd',
      customer: { id: 'cus_1', name: 'Acme', email: 'pay@acme.example', deleted: false },
      created: 1_700_000_000,
      startDate: 1_690_000_000,
      trialEnd: null,
      cancelAt: null,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      endedAt: null,
      pause: null,
      collectionMethod: 'charge_automatically',
      automaticTax: true,
      defaultTaxRates: [],
      items: [
        {
          id: 'si_1',
          price: {
            id: 'price_1',
            productId: 'prod_1',
            nickname: null,
            currency: 'usd',
            unitAmount: '1000',
            scheme: 'per_unit',
            tiersMode: null,
            recurring: { interval: 'month', count: 1, usage: 'licensed' },
            transform: null,
            taxBehavior: 'exclusive',
          },
          quantity: 2,
          periodStart: 1_700_000_000,
          periodEnd: 1_702_592_000,
          trialEnd: null,
          discounts: [],
          taxRates: [],
        },
      ],
      discounts: [],
      customerDiscount: null,
      latestInvoice: expect.objectContaining({
        id: 'in_1',
        subscriptionId: 'sub_1',
        status: 'paid',
        total: 2_000,
      }),
      missingSince: null,
    },
    latestInvoiceId: 'in_1',
    moreItems: false,
    coupons: [],
  });
  expect(structuredClone(subscription)).toEqual(subscription);
});

describe('the customer', () => {
  test('not expanded: the names on the latest invoice are the best there is', () => {
    const invoice = {
      ...current().latest_invoice,
      customer_name: 'Acme Ltd',
      customer_email: 'a@acme.example',
    };
    expect(factsOf(current({ customer: 'cus_1', latest_invoice: invoice })).customer).toEqual({
      id: 'cus_1',
      name: 'Acme Ltd',
      email: 'a@acme.example',
      deleted: false,
    });
  });
  test('not expanded, and no invoice either', () => {
    expect(factsOf(current({ customer: 'cus_1', latest_invoice: 'in_1' })).customer).toEqual({
      id: 'cus_1',
      name: null,
      email: null,
      deleted: false,
    });
  });
  test('deleted', () => {
    const customer = { id: 'cus_1', object: 'customer', deleted: true };
    expect(factsOf(current({ customer })).customer).toEqual({
      id: 'cus_1',
      name: null,
      email: null,
      deleted: true,
    });
  });
  test('with a discount of its own', () => {
    const discount = {
      id: 'di_1',
      object: 'discount',
      start: 5,
      end: 9,
      source: { type: 'coupon', coupon: 'TEN' },
    };
    const customer = { id: 'cus_1', object: 'customer', name: 'Acme', email: null, discount };
    expect(factsOf(current({ customer })).customerDiscount).toEqual({
      id: 'di_1',
      couponId: 'TEN',
      start: 5,
      end: 9,
    });
    expect(parseCustomer(customer)).toMatchObject({
      ok: true,
      customer: { id: 'cus_1' },
      discount: { id: 'di_1' },
    });
  });
  test('a name of 10 000 characters is cut, and never through a character', () => {
    const name = `${'x'.repeat(499)}😀${'y'.repeat(10_000)}`;
    const cut = factsOf(current({ customer: { id: 'cus_1', object: 'customer', name } })).customer.name ?? '';
    expect(cut).toBe('x'.repeat(499));
  });
});

describe('amounts', () => {
  test.each([
    ['a Decimal of the SDK', { unit_amount: null, unit_amount_decimal: Stripe.Decimal.from('0.5') }, '0.5'],
    ['a whole Decimal', { unit_amount_decimal: Stripe.Decimal.from('1050') }, '1050'],
    ['a string', { unit_amount: null, unit_amount_decimal: '12.345' }, '12.345'],
    ['only the whole amount', { unit_amount_decimal: null }, '1000'],
    ['a free price', { unit_amount: 0, unit_amount_decimal: '0' }, '0'],
    [
      'a tiered price',
      { billing_scheme: 'tiered', unit_amount: null, unit_amount_decimal: null, tiers_mode: 'graduated' },
      null,
    ],
    ['a tiered price with a stray amount', { billing_scheme: 'tiered' }, null],
    ['nothing', { unit_amount: null, unit_amount_decimal: null }, null],
    ['an amount in scientific notation', { unit_amount: null, unit_amount_decimal: '1E+40' }, null],
    ['an amount that is text', { unit_amount: null, unit_amount_decimal: 'free' }, null],
    ['a forged Decimal', { unit_amount: null, unit_amount_decimal: { _coefficient: 1, _exponent: 2 } }, null],
    ['a fraction where a whole amount belongs', { unit_amount: 0.5, unit_amount_decimal: null }, null],
  ])('%s', (_, fields, expected) => {
    expect(onlyItem(current({}, { price: price(fields) })).price.unitAmount).toBe(expected);
  });

  test('a quantity transformation, and one that cannot be read', () => {
    const known = price({ transform_quantity: { divide_by: 5, round: 'up' } });
    expect(onlyItem(current({}, { price: known })).price).toMatchObject({
      scheme: 'per_unit',
      transform: { divideBy: 5, round: 'up' },
    });
    const unknown = price({ transform_quantity: { divide_by: 5, round: 'sideways' } });
    expect(onlyItem(current({}, { price: unknown })).unreadable).toEqual(['transform_quantity']);
  });

  test('values of a later version pass through', () => {
    const later = price({
      billing_scheme: 'auction',
      recurring: { interval: 'decade', interval_count: 2, usage_type: 'felt' },
    });
    expect(onlyItem(current({}, { price: later })).price).toMatchObject({
      scheme: 'auction',
      recurring: { interval: 'decade', count: 2, usage: 'felt' },
    });
  });

  test('a metered item has no quantity; a licensed one without it has one unit; a broken one is unknown', () => {
    const metered = price({ recurring: { interval: 'month', interval_count: 1, usage_type: 'metered' } });
    expect(onlyItem(current({}, { price: metered, quantity: undefined })).quantity).toBeNull();
    const { quantity: _, ...without } = currentItem();
    const items = { object: 'list', data: [without] };
    expect(onlyItem(current({ items })).quantity).toBe(1);
    expect(onlyItem(current({}, { quantity: 'two' })).quantity).toBeNull();
    expect(onlyItem(current({}, { quantity: 0 })).quantity).toBe(0);
  });

  test('an item is never dropped for a price that cannot be read', () => {
    for (const broken of [null, 5, 'price_9', {}, { object: 'product', id: 'x' }]) {
      expect(onlyItem(current({}, { price: broken })).price).toMatchObject({
        scheme: 'unknown',
        unitAmount: null,
      });
    }
  });

  test('a one-time price does not recur', () => {
    expect(onlyItem(current({}, { price: price({ recurring: null }) })).price.recurring).toBeNull();
  });
});

describe('discounts', () => {
  test('expanded, with the coupon', () => {
    const coupon = { id: 'TEN', object: 'coupon', percent_off: 10, duration: 'forever', name: 'Ten' };
    const discount = {
      id: 'di_1',
      object: 'discount',
      start: 5,
      end: null,
      source: { type: 'coupon', coupon },
    };
    const { facts, coupons } = parsed(current({ discounts: [discount] }));
    expect(facts.discounts).toEqual([
      { id: 'di_1', couponId: 'TEN', coupon: coupons[0], start: 5, end: null },
    ]);
    expect(coupons).toEqual([
      { id: 'TEN', name: 'Ten', percentOff: 10, amountOff: {}, duration: 'forever', appliesTo: undefined },
    ]);
  });
  test('as bare ids: the coupon is unknown, the discount is not lost', () => {
    expect(factsOf(current({ discounts: ['di_1', 'di_2'] })).discounts).toEqual([
      { id: 'di_1', couponId: null, start: null, end: null },
      { id: 'di_2', couponId: null, start: null, end: null },
    ]);
  });
  test('both shapes at once: the whole one is taken, once', () => {
    const discount = {
      id: 'di_1',
      object: 'discount',
      start: 5,
      end: 6,
      coupon: { id: 'OLD', object: 'coupon' },
    };
    expect(factsOf(current({ discounts: ['di_1', 'di_2'], discount })).discounts).toMatchObject([
      { id: 'di_1', couponId: 'OLD', coupon: { id: 'OLD' }, start: 5, end: 6 },
      { id: 'di_2', couponId: null, start: null, end: null },
    ]);
  });
  test('on an item', () => {
    const discount = { id: 'di_1', object: 'discount', start: 5, end: null, source: { coupon: 'TEN' } };
    expect(onlyItem(current({}, { discounts: [discount] })).discounts).toEqual([
      { id: 'di_1', couponId: 'TEN', start: 5, end: null },
    ]);
  });
});

describe('older versions', () => {
  test('2018: period, plan, discount, tax_percent, start and billing on the subscription', () => {
    const old = {
      id: 'sub_old',
      object: 'subscription',
      billing: 'send_invoice',
      created: 1_500_000_000,
      current_period_end: 1_502_592_000,
      current_period_start: 1_500_000_000,
      customer: 'cus_1',
      discount: { object: 'discount', coupon: { id: 'OLD', object: 'coupon' }, start: 1, end: null },
      items: {
        object: 'list',
        data: [
          {
            id: 'si_old',
            object: 'subscription_item',
            plan: {
              id: 'gold',
              object: 'plan',
              amount: 900,
              currency: 'eur',
              interval: 'year',
              interval_count: 1,
              product: 'prod_1',
              nickname: 'Gold',
            },
            quantity: 3,
          },
        ],
      },
      start: 1_400_000_000,
      status: 'active',
      tax_percent: 19,
    };
    expect(factsOf(old)).toMatchObject({
      currency: 'eur',
      startDate: 1_400_000_000,
      collectionMethod: 'send_invoice',
      defaultTaxRates: [{ percentage: 19, inclusive: false }],
      discounts: [{ id: 'OLD', couponId: 'OLD', start: 1, end: null }],
      items: [
        {
          quantity: 3,
          periodStart: 1_500_000_000,
          periodEnd: 1_502_592_000,
          taxRates: null,
          price: {
            id: 'gold',
            nickname: 'Gold',
            unitAmount: '900',
            recurring: { interval: 'year', count: 1, usage: 'licensed' },
          },
        },
      ],
    });
  });

  test('before items existed: the plan on the subscription is its one item', () => {
    const oldest = {
      id: 'sub_oldest',
      object: 'subscription',
      customer: 'cus_1',
      current_period_end: 1_302_592_000,
      plan: {
        id: 'gold',
        object: 'plan',
        amount: 900,
        currency: 'usd',
        interval: 'month',
        interval_count: 1,
      },
      quantity: 4,
      start: 1_300_000_000,
      status: 'active',
    };
    expect(onlyItem(oldest)).toMatchObject({
      quantity: 4,
      periodEnd: 1_302_592_000,
      price: { unitAmount: '900' },
    });
  });
});

test.each([
  [
    'pause of collection',
    { pause_collection: { behavior: 'void', resumes_at: 5 } },
    { pause: { behavior: 'void', resumesAt: 5 } },
  ],
  ['pause of an unknown kind', { pause_collection: {} }, { pause: { behavior: 'unknown', resumesAt: null } }],
  [
    'cancelling',
    { cancel_at: 9, cancel_at_period_end: true, canceled_at: 8 },
    { cancelAt: 9, cancelAtPeriodEnd: true, canceledAt: 8 },
  ],
  ['ended', { status: 'canceled', ended_at: 7 }, { status: 'canceled', endedAt: 7 }],
  ['a trial', { status: 'trialing', trial_end: 7 }, { trialEnd: 7 }],
  ['a status of a later version', { status: 'hibernating' }, { status: 'hibernating' }],
  [
    'default tax rates',
    { default_tax_rates: [{ percentage: 7.7, inclusive: true }] },
    { defaultTaxRates: [{ percentage: 7.7, inclusive: true }] },
  ],
  ['a currency in capitals', { currency: 'JPY' }, { currency: 'jpy' }],
  [
    'times that are no times',
    { trial_end: -1, cancel_at: 1e30, ended_at: 'soon' },
    {
      trialEnd: null,
      cancelAt: null,
      endedAt: null,
      unreadable: ['cancel_at', 'ended_at', 'trial_end'],
    },
  ],
])('%s', (_, fields, expected) => {
  expect(factsOf(current(fields))).toMatchObject(expected);
});

test('an item in its own trial, and more items than the object carries', () => {
  const items = { object: 'list', has_more: true, data: [currentItem({ current_trial: { end_date: 77 } })] };
  const subscription = parsed(current({ items }));
  expect(subscription.moreItems).toBe(true);
  expect(subscription.facts.items[0]?.trialEnd).toBe(77);
});

test.each([
  ['nothing', undefined, 'not-an-object'],
  ['null', null, 'not-an-object'],
  ['text', 'sub_1', 'not-an-object'],
  ['a list', [], 'not-an-object'],
  ['no id', { object: 'subscription', status: 'active' }, 'no-id'],
  ['an id that is no text', { id: 5, object: 'subscription' }, 'no-id'],
])('%s is no subscription', (_, raw, reason) => {
  expect(parseSubscription(raw)).toEqual({ ok: false, reason });
});

test.each([
  ['another kind of object', { id: 'in_1', object: 'invoice' }],
  ['no status', current({ status: null })],
  ['no customer', current({ customer: null })],
  ['no date', current({ created: null, start_date: null })],
  ['no currency anywhere', current({ currency: null, items: { data: [] } })],
])('with %s, every figure is unknown', (_, raw) => {
  const parsed = parseSubscription(raw);
  expect(parsed.ok && isWhollyUnreadable(parsed.subscription.facts)).toBe(true);
});

describe('never throws', () => {
  const damage = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, undefined, '', '__proto__', -1, 1e308, Number.NaN, [], {}, [null], {
      data: null,
    }),
  );

  test(
    'on arbitrary JSON',
    () => {
      fc.assert(
        fc.property(fc.jsonValue(), (raw) => {
          parseSubscription(raw);
          parseItem(raw, 'usd');
          parseCustomer(raw);
        }),
        { numRuns: fuzzRuns('subscription: anything') },
      );
    },
    FUZZ_TIMEOUT,
  );

  test(
    'on a good subscription with any of its fields damaged; what comes out can be stored',
    () => {
      const raw = current();
      const fields = fc.constantFrom(
        ...Object.keys(raw),
        'plan',
        'discount',
        'tax_percent',
        '__proto__',
        'constructor',
      );
      const itemFields = fc.constantFrom(...Object.keys(currentItem()), 'plan', '__proto__');
      fc.assert(
        fc.property(
          fc.dictionary(fields, damage),
          fc.dictionary(itemFields, damage),
          (broken, brokenItem) => {
            const result = parseSubscription({ ...current({}, brokenItem), ...broken });
            if (result.ok) expect(structuredClone(result.subscription)).toEqual(result.subscription);
          },
        ),
        { numRuns: fuzzRuns('subscription: fields damaged') },
      );
    },
    FUZZ_TIMEOUT,
  );

  test('keys of prototypes are data like any other', () => {
    const raw = JSON.parse(
      '{"__proto__":{"status":"active"},"constructor":1,"id":"sub_1","object":"subscription","items":{"__proto__":{"data":[1]}}}',
    ) as unknown;
    const parsed = parseSubscription(raw);
    expect(parsed.ok && isWhollyUnreadable(parsed.subscription.facts)).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'status')).toBe(false);
  });
});
