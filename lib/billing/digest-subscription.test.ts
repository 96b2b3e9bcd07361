import { describe, expect, test } from 'vitest';
import type { SubscriptionId } from '../model/ids.ts';
import type { Subscription } from '../model/subscription.ts';
import { currency, minorUnits } from '../model/units.ts';
import { subscriptionAmounts, subscriptionMonthly } from './client-figures.ts';
import type { AmountPart } from './digest.ts';
import { digestSubscription } from './digest-subscription.ts';
import {
  amountOff,
  at,
  CONNECTION,
  catalogue,
  charge,
  coupon,
  digest,
  discount,
  type ItemShape,
  invoice,
  item,
  percentOff,
  SHAPES,
  type Shape,
  subscription,
  tier,
  tiered,
} from './shapes.fixture.ts';

/** "5000 / month", with what else is true of the part. */
const short = (parts: readonly AmountPart[]): string[] =>
  parts.map(({ amount, interval, count, usage, taxIncluded }) =>
    [
      `${amount} / ${count === 1 ? '' : `${count} `}${interval}`,
      usage && '+ usage',
      taxIncluded && 'with tax',
    ]
      .filter(Boolean)
      .join(' '),
  );
const amounts = (shape: Shape): string[] => short(digest(shape).amounts);
const named = (name: string): Shape => {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`no shape “${name}”`);
  return shape;
};

describe('subscription amount', () => {
  test.each<[string, string, string[]]>([
    ['one item', 'one item a month', ['5000 / month']],
    ['items of one interval are one amount', 'several items and quantities', ['16000 / month']],
    [
      'mixed intervals are one amount each, the shortest first',
      'mixed intervals',
      ['5000 / month', '60000 / year'],
    ],
    ['fractions of a cent are rounded per line', 'fraction of a cent', ['63 / month']],
    ['tiers', 'graduated tiers', ['12500 / month']],
    ['usage is added in words', 'licensed and metered', ['5000 / month + usage']],
    ['usage alone', 'metered', ['0 / month + usage']],
    ['a price that was not read', 'tiers that were not read', ['null / month']],
    ['a one-time price is no part', 'one-time price', ['5000 / month']],
    ['a forever discount', 'forever percent', ['4500 / month']],
    ['a once discount is in force at the next renewal', 'once discount', ['2500 / month']],
    ['a repeating discount is, until its end', 'repeating discount', ['2500 / month']],
    ['a deleted coupon leaves no amount', 'deleted coupon', ['null / month']],
    ['stacked: 5,000 − 10 % − 10 % − 500', 'stacked discounts', ['3550 / month']],
    ['inclusive tax stays in, and is marked', 'inclusive tax, known rate', ['11900 / month with tax']],
    ['exclusive tax is not in', 'exclusive tax', ['5000 / month']],
    ['tax that may be in is not marked as being in', 'automatic tax, no invoice yet', ['5000 / month']],
    [
      'an inclusive price is marked, whatever its rate',
      'inclusive tax, unknown rate',
      ['5000 / month with tax'],
    ],
    ['automatic tax inside a price is in, and marked', 'automatic tax', ['11900 / month with tax']],
    ['a trial shows what it will cost', 'in trial', ['5000 / month']],
    ['an item whose trial outlasts the renewal is not in it', 'an item in its own trial', ['5000 / month']],
    ['past due', 'past due', ['5000 / month']],
    ['an unknown interval', 'unknown interval', ['null / fortnight']],
    ['paused', 'payments paused, void', ['5000 / month']],
    ['ended', 'canceled', []],
    ['ended with a debt', 'canceled with a debt', []],
    ['a trial that ends without a payment', 'in a trial that ends without payment', []],
    ['an unknown status', 'unknown status', []],
    ['not found any more: the last known amount', 'not found any more', ['5000 / month']],
  ])('%s', (_promise, name, expected) => {
    expect(amounts(named(name))).toEqual(expected);
  });

  test('each line is rounded, as Stripe does', () => {
    // 0.5 → 1 and 0.5 → 1, not 1 together.
    const facts = subscription([item({ unit: '0.5' }), item({ unit: '0.5' })]);
    expect(amounts({ facts })).toEqual(['2 / month']);
  });

  test('an amount beyond what a number holds exactly is still answered', () => {
    const facts = subscription([item({ unit: '1042.5', quantity: 8_640_000_000_000 })]);
    // 8.64 × 10¹² × 1,042.5, which is above 2⁵³.
    expect(digest({ facts }).amounts[0]?.amount).toBe(9_007_200_000_000_000);
  });

  test('each tier is a line of its own', () => {
    // 0.4 × 1 → 0, 0.3 × 1 → 0.
    const made = tiered('graduated', 2, [tier(1, '0.4'), tier(null, '0.3')]);
    expect(
      amounts({ facts: subscription([made.item]), catalogue: catalogue({ prices: [made.terms] }) }),
    ).toEqual(['0 / month']);
  });

  test('an amount off is taken from the shortest interval first, the rest from the next', () => {
    const of = amountOff(6_000);
    const facts = subscription([item({ unit: '60000', every: 'year' }), item()], {
      discounts: [discount(of)],
    });
    expect(amounts({ facts, catalogue: catalogue({ coupons: [of] }) })).toEqual([
      '0 / month',
      '59000 / year',
    ]);
  });

  test('twelve months and a year are one amount', () => {
    const facts = subscription([item({ every: 'month', count: 12 }), item({ every: 'year' })]);
    expect(amounts({ facts })).toEqual(['10000 / year']);
    expect(amounts({ facts: subscription(facts.items.toReversed()) })).toEqual(['10000 / year']);
  });

  test.each([
    ['a second before the renewal is no longer in force', '2026-12-01T11:59:59Z', '5000 / month'],
    ['at the renewal is not either', '2026-12-01T12:00:00Z', '5000 / month'],
    ['a second after it is', '2026-12-01T12:00:01Z', '2500 / month'],
  ])('a discount that ends %s', (_promise, end, expected) => {
    const half = percentOff(50, { duration: 'repeating' });
    const facts = subscription([item()], { discounts: [discount(half, end)] });
    expect(amounts({ facts, catalogue: catalogue({ coupons: [half] }) })).toEqual([expected]);
  });

  test.each<[string, Partial<Subscription>, ItemShape?]>([
    ['cancels at its period’s end', { cancelAtPeriodEnd: true }],
    ['has never been paid for', { status: 'incomplete' }],
    ['is paused after a trial', { status: 'paused' }],
    ['has no period', {}, { end: null }],
  ])('where nothing renews any more, the terms are those of now: it %s', (_promise, facts, shape) => {
    const half = percentOff(50, { duration: 'repeating' });
    const tenth = percentOff(10, { duration: 'repeating' });
    const fifth = percentOff(20, { duration: 'repeating' });
    const one = amountOff(100);
    const row = digest({
      facts: subscription([item({ ...shape, discounts: [discount(tenth, '2026-11-27')] })], {
        ...facts,
        discounts: [discount(half, '2026-11-25'), discount(fifth, '2026-11-29'), discount(one)],
      }),
      catalogue: catalogue({ coupons: [half, tenth, fifth, one] }),
    });
    const on = (day: string) => short(subscriptionAmounts(row, at(day)));
    // (5,000 − 10 %) − 50 % − 20 % − 100, then without the half, the tenth, the fifth; the last has no end.
    expect(on('2026-11-24')).toEqual(['1700 / month']);
    expect(on('2026-11-25')).toEqual(['3500 / month']);
    expect(on('2026-11-26')).toEqual(['3500 / month']);
    expect(on('2026-11-27')).toEqual(['3900 / month']);
    expect(on('2026-11-29')).toEqual(['4900 / month']);
    expect(row.earlierAmounts).toHaveLength(3);
  });

  test('where it renews, one amount holds: that of the renewal', () => {
    const half = percentOff(50, { duration: 'repeating' });
    const ending = digest({
      facts: subscription([item()], { discounts: [discount(half, '2026-11-25')] }),
      catalogue: catalogue({ coupons: [half] }),
    });
    for (const row of [ending, digest(subscription())]) {
      expect(row).not.toHaveProperty('earlierAmounts');
      expect(short(subscriptionAmounts(row, at('2026-11-24')))).toEqual(['5000 / month']);
    }
  });

  test('intervals that are not known are one amount each', () => {
    const facts = subscription([item({ every: 'fortnight' }), item({ every: 'moon' }), item()]);
    expect(amounts({ facts })).toEqual(['5000 / month', 'null / fortnight', 'null / moon']);
  });

  test('is marked as soon as one of its prices has tax inside', () => {
    const facts = subscription([item(), item({ taxRates: [{ percentage: 19, inclusive: true }] })]);
    expect(amounts({ facts })).toEqual(['10000 / month with tax']);
  });

  test.each<[string, number, Partial<Subscription>]>([
    ['a rate that is no number', Number.NaN, {}],
    ['automatic tax that says nothing of itself', 19, { automaticTax: true }],
  ])('is marked by what it holds: %s', (_promise, percentage, facts) => {
    const row = subscription([item({ taxRates: [{ percentage, inclusive: true }] })], facts);
    expect(amounts({ facts: row })).toEqual(['5000 / month with tax']);
  });

  test('a price that does not say is not marked, even where an invoice split it', () => {
    const split = { subtotal: minorUnits(119), subtotalExcludingTax: minorUnits(100) };
    const facts = subscription([item()], {
      automaticTax: true,
      latestInvoice: charge({ status: 'paid', ...split }),
    });
    expect(amounts({ facts })).toEqual(['5000 / month']);
  });

  test('usage costs unless a percentage takes all of it', () => {
    const usageWith = (percent: number) => {
      const off = percentOff(percent);
      const facts = subscription([item({ usage: 'metered' })], { discounts: [discount(off)] });
      return amounts({ facts, catalogue: catalogue({ coupons: [off] }) });
    };
    expect([usageWith(50), usageWith(100)]).toEqual([['0 / month + usage'], ['0 / month']]);
  });

  test('usage costs whatever a coupon in another currency would take', () => {
    const euros = coupon({ amountOff: { eur: 500 } });
    const facts = subscription([item({ usage: 'metered' })], { discounts: [discount(euros)] });
    expect(amounts({ facts, catalogue: catalogue({ coupons: [euros] }) })).toEqual(['0 / month + usage']);
  });
});

describe('monthly value', () => {
  test('changes at a known time are steps: the digest does not depend on the present', () => {
    const half = percentOff(50, { duration: 'repeating' });
    const row = digest({
      facts: subscription([item(), item({ unit: '2000', trialEnd: '2026-12-15' })], {
        discounts: [discount(half, '2027-03-01')],
      }),
      catalogue: catalogue({ coupons: [half] }),
      temporaryDiscounts: true,
    });
    expect(row.monthly.map(({ until, rounded }) => [until, rounded])).toEqual([
      [at('2026-12-15'), 2_500],
      [at('2027-03-01'), 3_500],
      [null, 7_000],
    ]);
    expect(subscriptionMonthly(row, at('2026-12-14'))).toBe(2_500);
    expect(subscriptionMonthly(row, at('2026-12-15'))).toBe(3_500);
    expect(subscriptionMonthly(row, at('2028-01-01'))).toBe(7_000);
  });

  test('a time at which nothing changes is no step', () => {
    const half = percentOff(50, { duration: 'repeating', appliesTo: ['prod_other'] });
    const row = digest({
      facts: subscription([item()], { discounts: [discount(half, '2027-03-01')] }),
      catalogue: catalogue({ coupons: [half] }),
      temporaryDiscounts: true,
    });
    expect(row.monthly).toEqual([{ until: null, exact: '5000', rounded: 5_000 }]);
  });

  test('an unknown coupon that has ended is forgotten', () => {
    const row = digest(subscription([item()], { discounts: [discount(percentOff(10), '2026-11-01')] }));
    expect(subscriptionMonthly(row, at('2026-11-22'))).toBe(5_000);
    expect(short(row.amounts)).toEqual(['5000 / month']);
  });

  test('a coupon whose products were not read leaves no value', () => {
    const half = percentOff(50, { appliesTo: undefined });
    const row = digest({
      facts: subscription([item()], { discounts: [discount(half)] }),
      catalogue: catalogue({ coupons: [half] }),
    });
    expect([row.monthly[0]?.exact, row.amounts[0]?.amount]).toEqual([null, null]);
  });

  test('a coupon of an unknown duration leaves no value', () => {
    const odd = percentOff(50, { duration: 'sometimes' });
    const row = digest({
      facts: subscription([item()], { discounts: [discount(odd)] }),
      catalogue: catalogue({ coupons: [odd] }),
    });
    expect(row.monthly[0]?.exact).toBeNull();
  });

  test('automatic tax: of two full invoices the later one counts', () => {
    const paid = { status: 'paid', subtotal: minorUnits(100) } as const;
    const facts = subscription([item({ unit: '10000' })], {
      automaticTax: true,
      latestInvoice: charge({ ...paid, created: at('2026-10-01'), subtotalExcludingTax: minorUnits(80) }),
      latestCycleInvoice: charge({
        ...paid,
        created: at('2026-11-01'),
        subtotalExcludingTax: minorUnits(90),
      }),
    });
    expect(digest(facts).monthly[0]?.rounded).toBe(9_000);
    const earlier = {
      ...facts,
      latestCycleInvoice: { ...facts.latestCycleInvoice, created: at('2026-09-01') },
    };
    expect(digest(earlier as typeof facts).monthly[0]?.rounded).toBe(8_000);
  });
});

test('tiers count in the order of their ends, however they are listed', () => {
  const made = tiered('graduated', 25, [tier(null, '100'), tier(20, '200'), tier(10, '500')]);
  const row = digest({ facts: subscription([made.item]), catalogue: catalogue({ prices: [made.terms] }) });
  // 10 × 500 + 10 × 200 + 5 × 100
  expect(row.monthly[0]?.rounded).toBe(7_500);
});

test('a tax rate that is no number leaves the amount whole, and says so', () => {
  const row = digest(subscription([item({ taxRates: [{ percentage: Number.NaN, inclusive: true }] })]));
  expect([row.monthly[0]?.rounded, row.notes]).toEqual([5_000, ['may-include-tax']]);
});

describe('notes say why', () => {
  test.each<[string, string[]]>([
    ['one item a month', []],
    ['no items', []],
    ['free', ['free']],
    ['once discount', []],
    ['in trial', ['trialing']],
    ['in a trial that ends without payment', ['trial-ends-without-payment']],
    ['payments paused, void', ['paused']],
    ['paused after a trial', ['paused']],
    ['canceled', ['ended']],
    ['incomplete', ['incomplete']],
    ['incomplete, expired', ['ended']],
    ['unpaid', ['unpaid']],
    ['unknown status', ['unknown-status']],
    ['not found any more', ['not-found']],
    ['tiers that were not read', ['unknown-price']],
    ['another currency that was not read', ['unknown-price']],
    ['unknown scheme', ['unknown-price']],
    ['deleted coupon', ['unknown-coupon']],
    ['coupon in another currency', ['coupon-without-currency']],
    ['inclusive tax, unknown rate', ['may-include-tax']],
    ['automatic tax, no invoice yet', ['may-include-tax']],
    ['automatic tax', []],
    ['inclusive tax, known rate', []],
  ])('%s: %j', (name, notes) => {
    expect(digest(named(name)).notes).toEqual(notes);
  });

  test('a free part does not make a plan free', () => {
    const all = percentOff(100, { duration: 'once', appliesTo: ['prod_support'] });
    const once = digest({
      facts: subscription([item({ unit: '0' }), item({ product: 'prod_support' })], {
        discounts: [discount(all)],
      }),
      catalogue: catalogue({ coupons: [all] }),
    });
    const usage = digest(subscription([item({ unit: '0' }), item({ usage: 'metered', every: 'year' })]));
    expect([once.notes, usage.notes]).toEqual([[], []]);
  });

  test('one price that may include tax is enough to say so', () => {
    const facts = subscription([item(), item({ price: { taxBehavior: 'inclusive' } })]);
    expect(digest(facts).notes).toEqual(['may-include-tax']);
  });

  test('an invoice without tax proves that there is none', () => {
    const whole = { subtotal: minorUnits(100), subtotalExcludingTax: minorUnits(100) };
    const facts = subscription([item()], {
      automaticTax: true,
      latestInvoice: charge({ status: 'paid', ...whole }),
    });
    expect([digest(facts).notes, digest(facts).monthly[0]?.rounded]).toEqual([[], 5_000]);
  });

  test('tax rates that are not known may hide tax', () => {
    const row = digest(subscription([item({ taxRates: null })]));
    expect([row.monthly[0]?.rounded, row.notes]).toEqual([5_000, ['may-include-tax']]);
    const exclusive = digest(subscription([item({ taxRates: null, price: { taxBehavior: 'exclusive' } })]));
    expect(exclusive.notes).toEqual([]);
  });

  test('each note is there once', () => {
    const once = percentOff(50, { duration: 'once' });
    const row = digest({
      facts: subscription([item()], { discounts: [discount(once), discount(once)] }),
      catalogue: catalogue({ coupons: [once] }),
    });
    expect(row.monthly[0]?.notes).toEqual(['temporary-discount']);
  });

  test('a temporary discount and an item’s trial are noted while they last', () => {
    const once = digest(named('once discount'));
    expect(once.monthly).toMatchObject([{ until: null, rounded: 5_000, notes: ['temporary-discount'] }]);
    const repeating = digest(named('repeating discount'));
    expect(repeating.monthly.map(({ notes }) => notes)).toEqual([['temporary-discount'], undefined]);
    const trial = digest(named('an item in its own trial'));
    expect(trial.monthly.map(({ notes }) => notes)).toEqual([['item-trialing'], undefined]);
  });

  test('a free plan by a discount of everything is free; with usage it is not', () => {
    const all = percentOff(100, { appliesTo: ['prod_hosting'] });
    const of = (product: string) =>
      digest({
        facts: subscription([item(), item({ usage: 'metered', product })], { discounts: [discount(all)] }),
        catalogue: catalogue({ coupons: [all] }),
      });
    expect([of('prod_hosting').notes, of('prod_hosting').renewalCharges]).toEqual([['free'], false]);
    expect([of('prod_api').notes, of('prod_api').renewalCharges]).toEqual([[], true]);
  });
});

test('free for one period by a coupon is not a free plan', () => {
  const all = percentOff(100, { duration: 'once' });
  const row = digest({
    facts: subscription([item()], { discounts: [discount(all)] }),
    catalogue: catalogue({ coupons: [all] }),
  });
  expect([row.notes, row.renewalCharges, row.amounts[0]?.amount]).toEqual([[], false, 0]);
});

test('what is less than half a cent is no charge: Stripe rounds each line of an invoice', () => {
  const row = digest(subscription([item({ unit: '0.4' })]));
  expect([row.amounts[0]?.amount, row.renewalCharges, row.notes]).toEqual([0, false, ['free']]);
});

test('a trial says what it turns into, where that is known; nothing else does', () => {
  const trial = { status: 'trialing', trialEnd: at('2026-12-03') };
  expect(digest(named('in trial')).afterTrial).toBe(5_000);
  expect(digest(subscription([item({ price: { scheme: 'stairs' } })], trial)).afterTrial).toBeNull();
  expect(digest(named('unpaid'))).not.toHaveProperty('afterTrial');
  // An item whose own trial is over by then is in it, one whose trial ends later is not yet.
  const then = (trialEnd: string) => digest(subscription([item(), item({ trialEnd })], trial)).afterTrial;
  expect([then('2026-12-01'), then('2027-01-01')]).toEqual([10_000, 5_000]);
});

describe('what a person knows it by', () => {
  const customer = (name: string | null, email: string | null) =>
    digest(subscription([item()], { customer: { id: 'cus_9', name, email, deleted: false } })).customer;

  test('the customer’s name, else e-mail, else id', () => {
    expect([
      customer('Acme', 'a@b.example'),
      customer(null, 'a@b.example'),
      customer('', ''),
      customer(null, null),
    ]).toEqual(['Acme', 'a@b.example', 'cus_9', 'cus_9']);
  });

  test('the products’ names, each once, else the price’s nickname, else the id', () => {
    const product = (...products: string[]) =>
      digest(
        subscription(
          products.map((id) => item({ product: id, price: { nickname: id === 'prod_x' ? 'Gold' : null } })),
        ),
      ).product;
    expect(product('prod_hosting')).toBe('Hosting');
    expect(product('prod_hosting', 'prod_hosting', 'prod_support')).toBe('Hosting + Support');
    expect(product('prod_x')).toBe('Gold');
    expect(product('prod_y')).toBe('prod_y');
    expect(product('prod_hosting', 'prod_support', 'prod_x', 'prod_y', 'prod_z')).toBe(
      'Hosting + Support + 3',
    );
    expect(product()).toBe('');
  });
});

describe('dates', () => {
  test('next renewal is the smallest period end; of two then, the shorter period', () => {
    const row = digest(
      subscription([
        item({ start: '2026-06-01', end: '2027-06-01' }),
        item({ start: '2025-12-01', end: '2026-12-01' }),
        item({ start: '2026-11-01', end: '2026-12-01' }),
        item({ start: '2026-12-01', end: null }),
      ]),
    );
    expect(row.renewal).toMatchObject({ at: at('2026-12-01'), periodStart: at('2026-11-01') });
  });

  test('whatever the order of its items', () => {
    const month = item({ start: '2026-11-01', end: '2026-12-01' });
    const year = item({ start: '2025-12-01', end: '2026-12-01' });
    const later = item({ start: '2026-11-15', end: '2026-12-15' });
    for (const items of [
      [month, year, later],
      [year, month, later],
      [later, month, year],
    ]) {
      expect(digest(subscription(items)).renewal).toMatchObject({
        at: at('2026-12-01'),
        periodStart: at('2026-11-01'),
      });
    }
  });

  test('the day it ended is Stripe’s, else that of the cancellation; none while it goes on', () => {
    const ended = (facts: Parameters<typeof subscription>[1]) =>
      digest(subscription([item()], { canceledAt: at('2026-11-14'), ...facts })).endedAt;
    expect(ended({ status: 'canceled', endedAt: at('2026-11-15') })).toBe(at('2026-11-15'));
    expect(ended({ status: 'canceled' })).toBe(at('2026-11-14'));
    expect(ended({ status: 'incomplete_expired' })).toBe(at('2026-11-14'));
    expect(ended({ cancelAtPeriodEnd: true })).toBeNull();
  });

  test('without periods there is no renewal', () => {
    const row = digest(subscription([item({ end: null })]));
    expect([row.renewal, row.renewalCharges]).toEqual([null, false]);
  });

  test('it ends at cancel_at, else at its period’s end where it cancels then', () => {
    const ends = (facts: Parameters<typeof subscription>[1]) => digest(subscription([item()], facts)).endsAt;
    expect(ends({})).toBeNull();
    expect(ends({ cancelAtPeriodEnd: true })).toBe(at('2026-12-01'));
    expect(ends({ cancelAt: at('2027-01-01'), cancelAtPeriodEnd: true })).toBe(at('2027-01-01'));
    expect(digest(subscription([], { cancelAtPeriodEnd: true })).endsAt).toBeNull();
  });

  test('an item in its own trial beyond the renewal charges nothing then', () => {
    const trial = item({ trialEnd: '2026-12-15' });
    expect(digest(subscription([trial])).renewalCharges).toBe(false);
    expect(digest(subscription([{ ...trial, trialEnd: trial.periodEnd }])).renewalCharges).toBe(true);
  });
});

test('open invoices: its own, open, with something remaining', () => {
  const facts = subscription();
  const mine = { subscriptionId: facts.id };
  const open = [
    invoice({ ...mine, id: 'in_mine' }),
    invoice({ ...mine, id: 'in_paid', status: 'paid' }),
    invoice({ ...mine, id: 'in_settled', amountRemaining: minorUnits(0) }),
    invoice({ id: 'in_none' }),
    invoice({ id: 'in_other', subscriptionId: 'sub_other' as SubscriptionId }),
  ];
  const row = digestSubscription(facts, open, catalogue(), {
    connectionId: CONNECTION,
    invoicesReadable: true,
    temporaryDiscounts: false,
  });
  expect(row.openInvoices.map(({ id }) => id)).toEqual(['in_mine']);
});

test('of the latest invoice only one that decides something is kept', () => {
  const kept = (status: string) =>
    digest(subscription([item()], { latestInvoice: invoice({ status }) })).latestInvoice?.status ?? null;
  expect(['draft', 'uncollectible', 'open', 'paid', 'void'].map(kept)).toEqual([
    'draft',
    'uncollectible',
    null,
    null,
    'void',
  ]);
});

test('a digest is data: it survives being written as text', () => {
  for (const shape of Object.values(SHAPES)) {
    const row = digest(shape);
    expect(JSON.parse(JSON.stringify(row))).toEqual(row);
  }
});

test('amounts are in the subscription’s currency', () => {
  expect(digest(named('another currency by option')).amounts).toMatchObject([
    { amount: 4_200, currency: currency('eur') },
  ]);
});
