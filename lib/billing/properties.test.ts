import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Coupon, Discount, Invoice, Subscription, SubscriptionItem } from '../model/subscription.ts';
import { currency, minorUnits, seconds } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { monthlyBreakdown } from './breakdown.ts';
import { zoneCalendar } from './calendar.ts';
import { clientMonthly, clientNextBilling, clientSince } from './client-figures.ts';
import type { ClientDigest, SubscriptionDigest } from './digest.ts';
import { digestSubscription } from './digest-subscription.ts';
import { periodsPerMonth } from './interval.ts';
import {
  add,
  compare,
  fromText,
  parseDecimal,
  roundHalfAway,
  subtract,
  sum,
  toText,
  whole,
  ZERO,
} from './money.ts';
import { portfolio } from './portfolio.ts';
import {
  amountOff,
  CONNECTION,
  catalogue,
  client,
  digest,
  item,
  NOW,
  percentOff,
  subscription,
} from './shapes.fixture.ts';
import { clientStatus, KNOWN_STATUSES, subscriptionStatus } from './status.ts';

const EVERY = fc.constantFrom('day', 'week', 'month', 'year');
const UNIT = fc
  .tuple(fc.nat(5_000_000), fc.constantFrom('', '.5', '.25', '.05', '.333333333333'))
  .map(([amount, fraction]) => `${amount}${fraction}`);
const ITEM = fc
  .record({
    unit: UNIT,
    quantity: fc.integer({ min: 0, max: 500 }),
    every: EVERY,
    count: fc.integer({ min: 1, max: 36 }),
    product: fc.constantFrom('prod_a', 'prod_b', 'prod_c'),
  })
  .map((shape) => item(shape));
const ITEMS = fc.array(ITEM, { minLength: 1, maxLength: 6 });
const COUPON: fc.Arbitrary<Coupon> = fc.record({
  id: fc.uuid(),
  name: fc.constant(null),
  percentOff: fc.option(fc.constantFrom(0, 1, 12.5, 33.33, 50, 99.99, 100)),
  amountOff: fc.nat(3_000_000).map((usd) => ({ usd })),
  duration: fc.constant('forever'),
  appliesTo: fc.option(fc.subarray(['prod_a', 'prod_b', 'prod_c'], { minLength: 1 })),
});
const COUPONS = fc.array(COUPON, { maxLength: 4 });

const discountsOf = (coupons: readonly Coupon[]): Discount[] =>
  coupons.map(({ id }, index) => ({ id: `di_${index}`, couponId: id, start: null, end: null }));

/** Exact monthly value. */
function exact(items: SubscriptionItem[], coupons: Coupon[] = []) {
  const facts = subscription(items, { discounts: discountsOf(coupons) });
  const text = digest({ facts, catalogue: catalogue({ coupons }) }).monthly[0]?.exact;
  const value = fromText(text ?? '');
  if (value === null) throw new Error('the value should be known');
  return value;
}

describe('monthly value', () => {
  test('splitting a quantity over items changes nothing', () => {
    fc.assert(
      fc.property(ITEMS, COUPONS, fc.nat(), fc.nat(), (items, coupons, which, share) => {
        const index = which % items.length;
        const split = items.flatMap((one, i) => {
          const quantity = one.quantity ?? 1;
          const part = quantity === 0 ? 0 : share % (quantity + 1);
          return i === index
            ? [
                { ...one, quantity: part },
                { ...one, quantity: quantity - part },
              ]
            : [one];
        });
        expect(toText(exact(split, coupons))).toBe(toText(exact(items, coupons)));
      }),
    );
  });

  test('the order of items is irrelevant', () => {
    fc.assert(
      fc.property(
        ITEMS.chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        COUPONS,
        ([items, shuffled], coupons) => {
          expect(toText(exact(shuffled, coupons))).toBe(toText(exact(items, coupons)));
        },
      ),
    );
  });

  test('twelve months equal a year', () => {
    fc.assert(
      fc.property(UNIT, fc.integer({ min: 1, max: 5 }), COUPONS, (unit, years, coupons) => {
        const asYears = exact([item({ unit, every: 'year', count: years, product: 'prod_a' })], coupons);
        const asMonths = exact(
          [item({ unit, every: 'month', count: 12 * years, product: 'prod_a' })],
          coupons,
        );
        expect(toText(asMonths)).toBe(toText(asYears));
      }),
    );
  });

  test('a discount never raises, and never turns negative', () => {
    fc.assert(
      fc.property(ITEMS, COUPONS, COUPON, (items, coupons, one) => {
        const before = exact(items, coupons);
        const after = exact(items, [...coupons, one]);
        expect(compare(after, before)).toBeLessThanOrEqual(0);
        expect(compare(after, ZERO)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('an item’s own discount does not either', () => {
    fc.assert(
      fc.property(ITEM, COUPONS, (one, coupons) => {
        const facts = subscription([{ ...one, discounts: discountsOf(coupons) }]);
        const value = fromText(digest({ facts, catalogue: catalogue({ coupons }) }).monthly[0]?.exact ?? '');
        expect(value !== null && compare(value, exact([one])) <= 0 && compare(value, ZERO) >= 0).toBe(true);
      }),
    );
  });

  test('the value is what the amounts come to per month, where no line has a fraction', () => {
    const cents = ITEM.map((one) => ({ ...one, price: { ...one.price, unitAmount: '1200' } }));
    const amounts = fc.array(
      COUPON.map((of) => ({ ...of, percentOff: null })),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 5 }), amounts, (items, coupons) => {
        const all = coupons.map((of) => ({ ...of, appliesTo: null }));
        const facts = subscription(items, { discounts: discountsOf(all) });
        const row = digest({ facts, catalogue: catalogue({ coupons: all }) });
        const parts = row.amounts.map(({ amount, interval, count }) => {
          const times = periodsPerMonth(interval, count);
          if (amount === null || times === null) throw new Error('the amount should be known');
          // amount × times, by adding up: independent of how the rule multiplies.
          return (
            (Number(amount) * Number(toText(times).split('/')[0])) / Number(toText(times).split('/')[1] ?? 1)
          );
        });
        const together = parts.reduce((a, b) => a + b, 0);
        expect(Math.abs(together - (row.monthly[0]?.rounded ?? Number.NaN))).toBeLessThanOrEqual(0.51);
      }),
    );
  });
});

describe('totals', () => {
  const CURRENCIES = ['usd', 'eur', 'jpy', 'kwd'] as const;
  const CLIENT: fc.Arbitrary<ClientDigest> = fc
    .record({
      subscriptions: fc.array(fc.tuple(ITEMS, fc.constantFrom(...CURRENCIES)), { maxLength: 3 }),
      addOns: fc.array(fc.tuple(fc.integer({ min: -5_000, max: 50_000 }), fc.constantFrom(...CURRENCIES)), {
        maxLength: 2,
      }),
      archived: fc.boolean(),
    })
    .map(({ subscriptions, addOns, archived }) =>
      client({
        archived,
        links: subscriptions.map(([items, code]) =>
          digest(
            subscription(
              items.map((one) => ({ ...one, price: { ...one.price, currency: currency(code) } })),
              { currency: currency(code) },
            ),
          ),
        ),
        addOns: addOns.map(([amount, code]) => ({
          label: 'extra',
          amount: minorUnits(amount),
          currency: currency(code),
        })),
      }),
    );
  const asOf: AsOf = {
    now: NOW,
    calendar: zoneCalendar('UTC'),
    upcomingWindowDays: 7,
    lastRefresh: new Map([[CONNECTION, NOW]]),
  };

  test('the sum over clients equals the total, currency by currency, and the status counts add up', () => {
    fc.assert(
      fc.property(fc.array(CLIENT, { maxLength: 8 }), (clients) => {
        const result = portfolio(clients, asOf);
        const expected = new Map<string, number>();
        for (const one of clients) {
          if (one.archived) continue;
          for (const { currency: code, amount } of clientMonthly(one, NOW).byCurrency) {
            expected.set(code, (expected.get(code) ?? 0) + amount);
          }
        }
        expect(new Map(result.mrr.map(({ currency: code, total }) => [code, total]))).toEqual(expected);
        const counted = Object.values(result.counts).reduce((a, b) => a + b, 0);
        expect(counted).toBe(clients.filter(({ archived }) => !archived).length);
        expect(result.rows.length + result.archived.length).toBe(clients.length);
      }),
    );
  });

  test('a client is rounded once per currency, and currencies never mix', () => {
    fc.assert(
      fc.property(CLIENT, (one) => {
        for (const { currency: code, amount } of clientMonthly(one, NOW).byCurrency) {
          const links = one.links
            .filter((link) => link.currency === code)
            .map((link) => fromText(link.monthly[0]?.exact ?? '') ?? ZERO);
          const extras = one.addOns
            .filter((extra) => extra.currency === code)
            .map((extra) => whole(extra.amount));
          expect(amount).toBe(roundHalfAway(sum([...links, ...extras])));
        }
      }),
    );
  });
});

describe('exact arithmetic', () => {
  test('a text reads back as the same value', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 1_000_000 }), (n, d) => {
        const text = toText(fromText(`${n}/${d}`) ?? ZERO);
        expect(toText(fromText(text) ?? whole(-1))).toBe(text);
      }),
    );
  });

  test('rounding is to the nearest, and the same distance for plus and minus', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), (n, d) => {
        const value = fromText(`${n}/${d}`) ?? ZERO;
        const rounded = roundHalfAway(value);
        const off = subtract(value, whole(rounded));
        expect(compare(add(off, off), whole(1))).toBeLessThanOrEqual(0);
        expect(compare(add(off, off), whole(-1))).toBeGreaterThanOrEqual(0);
        expect(roundHalfAway(subtract(ZERO, value)) + rounded).toBe(0);
      }),
    );
  });

  test('decimal text is read without loss', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(999_999_999_999), (integer, fraction) => {
        const digits = String(fraction).padStart(12, '0');
        const value = parseDecimal(`${integer}.${digits}`);
        expect(value === null ? null : toText(value)).toBe(
          toText(fromText(`${BigInt(integer) * 10n ** 12n + BigInt(digits)}/${10n ** 12n}`) ?? ZERO),
        );
      }),
    );
  });
});

describe('never throws, whatever Stripe may send', () => {
  const ANY_TEXT = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('active', 'trialing', 'past_due', 'month', 'year', 'usd', '__proto__', 'constructor', ''),
  );
  const ANY_NUMBER = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, 8.64e12, 8.64e12 + 1, 1e300),
  );
  const CODE = fc.oneof(fc.constant('usd'), ANY_TEXT);
  const TIME = fc.oneof(fc.integer({ min: 1.7e9, max: 1.9e9 }), ANY_NUMBER) as fc.Arbitrary<number>;
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of);
  const time = TIME.map(seconds);
  const INVOICE = fc.record({
    id: ANY_TEXT,
    subscriptionId: maybe(ANY_TEXT),
    customerId: maybe(ANY_TEXT),
    status: fc.oneof(ANY_TEXT, fc.constantFrom('open', 'draft', 'uncollectible')),
    currency: ANY_TEXT,
    total: ANY_NUMBER,
    amountRemaining: ANY_NUMBER,
    subtotal: ANY_NUMBER,
    subtotalExcludingTax: maybe(ANY_NUMBER),
    created: time,
    finalizedAt: maybe(time),
    dueDate: maybe(time),
    nextPaymentAttempt: maybe(time),
    attempted: fc.boolean(),
    attemptCount: ANY_NUMBER,
    autoAdvance: fc.boolean(),
    collectionMethod: ANY_TEXT,
    billingReason: maybe(fc.oneof(ANY_TEXT, fc.constant('subscription_cycle'))),
    number: maybe(ANY_TEXT),
  }) as unknown as fc.Arbitrary<Invoice>;
  const DISCOUNT = fc.record({
    id: ANY_TEXT,
    couponId: maybe(fc.constantFrom('ten', 'half, for a while', 'five', 'not a number', 'gone')),
    start: maybe(time),
    end: maybe(time),
  });
  const RATES = fc.array(fc.record({ percentage: ANY_NUMBER, inclusive: fc.boolean() }), { maxLength: 2 });
  const WILD_ITEM = fc.record({
    id: ANY_TEXT,
    price: fc.record({
      id: ANY_TEXT,
      productId: ANY_TEXT,
      nickname: maybe(ANY_TEXT),
      currency: CODE,
      unitAmount: maybe(fc.oneof(UNIT, ANY_TEXT, ANY_NUMBER.map(String))),
      scheme: fc.oneof(ANY_TEXT, fc.constantFrom('per_unit', 'tiered')),
      tiersMode: maybe(fc.constantFrom('graduated', 'volume')),
      recurring: maybe(
        fc.record({
          interval: fc.oneof(EVERY, ANY_TEXT),
          count: fc.oneof(fc.integer({ min: 1, max: 36 }), ANY_NUMBER),
          usage: fc.constantFrom('licensed', 'metered', 'other'),
        }),
      ),
      transform: maybe(fc.record({ divideBy: ANY_NUMBER, round: fc.constantFrom('up', 'down') })),
      taxBehavior: maybe(fc.constantFrom('inclusive', 'exclusive', 'unspecified')),
    }),
    quantity: maybe(ANY_NUMBER),
    periodStart: maybe(time),
    periodEnd: maybe(time),
    trialEnd: maybe(time),
    discounts: fc.array(DISCOUNT, { maxLength: 2 }),
    taxRates: maybe(RATES),
  });
  const WILD = fc.record({
    id: ANY_TEXT,
    status: fc.oneof(fc.constantFrom(...KNOWN_STATUSES), ANY_TEXT),
    currency: CODE,
    customer: fc.record({
      id: ANY_TEXT,
      name: maybe(ANY_TEXT),
      email: maybe(ANY_TEXT),
      deleted: fc.boolean(),
    }),
    created: time,
    startDate: time,
    trialEnd: maybe(time),
    cancelAt: maybe(time),
    cancelAtPeriodEnd: fc.boolean(),
    canceledAt: maybe(time),
    endedAt: maybe(time),
    pause: maybe(fc.record({ behavior: ANY_TEXT, resumesAt: maybe(time) })),
    collectionMethod: ANY_TEXT,
    automaticTax: fc.boolean(),
    defaultTaxRates: RATES,
    items: fc.array(WILD_ITEM, { maxLength: 3 }),
    discounts: fc.array(DISCOUNT, { maxLength: 2 }),
    customerDiscount: maybe(DISCOUNT),
    latestInvoice: maybe(INVOICE),
    missingSince: maybe(time),
  }) as unknown as fc.Arbitrary<Subscription>;

  const zones = ['UTC', 'Europe/Berlin', 'Pacific/Apia'].map(zoneCalendar);

  test('status, amounts, monthly value and next billing answer for arbitrary facts', () => {
    fc.assert(
      fc.property(
        WILD,
        fc.array(INVOICE, { maxLength: 3 }),
        fc.boolean(),
        TIME,
        fc.option(TIME),
        fc.integer({ min: 1, max: 31 }),
        fc.nat(2),
        (facts, invoices, temporaryDiscounts, now, refreshed, upcomingWindowDays, zone) => {
          const owned = invoices.map((one) => ({ ...one, subscriptionId: facts.id }));
          const known = catalogue({
            coupons: [
              percentOff(10, { id: 'ten' }),
              percentOff(50, { id: 'half, for a while', duration: 'repeating' }),
              amountOff(500, { id: 'five' }),
              percentOff(Number.NaN, { id: 'not a number' }),
            ],
          });
          const row: SubscriptionDigest = digestSubscription(facts, owned, known, {
            connectionId: CONNECTION,
            invoicesReadable: true,
            temporaryDiscounts,
          });
          const calendar = zones[zone] ?? zoneCalendar('UTC');
          const asOf: AsOf = {
            now: seconds(now),
            calendar,
            upcomingWindowDays,
            lastRefresh: new Map(refreshed === null ? [] : [[CONNECTION, seconds(refreshed)]]),
          };
          const { status, reason } = subscriptionStatus(row, asOf);
          expect(typeof status).toBe('string');
          expect(typeof reason.code).toBe('string');
          const one = client({ links: [row] });
          clientStatus(one, asOf);
          clientMonthly(one, asOf.now);
          clientNextBilling(one, asOf);
          clientSince(one);
          portfolio([one], asOf);
          monthlyBreakdown(facts, known, { temporaryDiscounts, now: asOf.now });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a day holds its moments, in every zone', () => {
    const named = [
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'America/Havana',
    ];
    const calendars = named.map(zoneCalendar);
    fc.assert(
      fc.property(fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }), fc.nat(5), (time, which) => {
        const calendar = calendars[which] ?? zoneCalendar('UTC');
        const day = calendar.dayOf(seconds(time));
        expect(calendar.startOfDay(day)).toBeLessThanOrEqual(time);
        expect(calendar.startOfDay(day + 1)).toBeGreaterThan(time);
      }),
    );
  });
});
