import { describe, expect, test } from 'vitest';
import type { AddOn, ManualFigures } from '../model/client.ts';
import type { SubscriptionId } from '../model/ids.ts';
import { type CalendarDate, currency, minorUnits } from '../model/units.ts';
import {
  clientMonthly,
  clientNextBilling,
  clientSince,
  subscriptionAmounts,
  subscriptionMonthly,
  subscriptionNextBilling,
} from './client-figures.ts';
import {
  at,
  CONNECTION,
  client,
  digest,
  item,
  NOW,
  SHAPES,
  type Shape,
  subscription,
} from './shapes.fixture.ts';

const USD = currency('usd');
const EUR = currency('eur');
const extra = (amount: number, code = USD): AddOn => ({
  label: 'Extra',
  amount: minorUnits(amount),
  currency: code,
});
const manual = (amount: number, code = USD): ManualFigures => ({
  status: 'paid',
  monthly: { amount: minorUnits(amount), currency: code },
  nextBilling: '2026-12-05' as CalendarDate,
});
const usd = (unit: string, every = 'month') => digest(subscription([item({ unit, every })]));
const SHARED = usd('3000');
const unread = [{ connectionId: CONNECTION, subscriptionId: 'sub_new' as SubscriptionId }];
const of = (facts: Parameters<typeof client>[0]) => {
  const { byCurrency, unknown } = clientMonthly(client(facts), NOW);
  return { by: Object.fromEntries(byCurrency.map((part) => [part.currency, part.amount])), unknown };
};

describe('monthly revenue', () => {
  test.each<[string, Parameters<typeof client>[0], Record<string, number>, boolean?]>([
    ['of nothing is nothing', {}, {}],
    ['of a client billed elsewhere is what was typed', { manual: manual(12_000) }, { usd: 12_000 }],
    ['with add-ons', { manual: manual(12_000), addOns: [extra(500), extra(250)] }, { usd: 12_750 }],
    ['of add-ons alone', { addOns: [extra(500)] }, { usd: 500 }],
    ['of a subscription and an add-on', { links: [usd('5000')], addOns: [extra(500)] }, { usd: 5_500 }],
    ['a link beats what was typed', { links: [usd('5000')], manual: manual(12_000) }, { usd: 5_000 }],
    [
      'also where there are add-ons',
      { links: [usd('5000')], addOns: [extra(500)], manual: manual(12_000) },
      { usd: 5_500 },
    ],
    ['even one that was never read', { unread, manual: manual(12_000) }, {}, true],
    // docs/mrr.md: never a part passed off as the whole
    [
      'a link never read beside one that was leaves it not wholly known',
      { links: [usd('5000')], unread },
      { usd: 5_000 },
      true,
    ],
    ['one subscription linked twice counts once', { links: [SHARED, SHARED] }, { usd: 3_000 }],
    // F8: accounts are never mixed
    [
      'the same id in two accounts counts twice',
      { links: [SHARED, { ...SHARED, connectionId: 'acct_2:live' as typeof SHARED.connectionId }] },
      { usd: 6_000 },
    ],
    ['currencies stay apart', { links: [usd('5000')], addOns: [extra(700, EUR)] }, { eur: 700, usd: 5_000 }],
    [
      'a currency in capitals is the same',
      { links: [usd('5000')], addOns: [extra(1, 'USD' as typeof USD)] },
      { usd: 5_001 },
    ],
    // 100 ÷ 12 twice: 16.67
    ['fractions are rounded once', { links: [usd('100', 'year'), usd('100', 'year')] }, { usd: 17 }],
    // 6 ÷ 12 = 0.5; 0.5 − 1 = −0.5 → −1
    [
      'a negative add-on is rounded with the rest',
      { links: [usd('6', 'year')], addOns: [extra(-1)] },
      { usd: -1 },
    ],
    [
      'an unknown part leaves the rest',
      { links: [digest(SHAPES['unknown scheme'] as Shape)], addOns: [extra(5)] },
      { usd: 5 },
      true,
    ],
    // −6 ÷ 12 = −0.5; 1 − 0.5 = 0.5 → 1: rounded together, not −1 + 1
    [
      'a credit of half a cent is rounded with the rest',
      { links: [usd('-6', 'year')], addOns: [extra(1)] },
      { usd: 1 },
    ],
    ['of an ended one is nothing, and known', { links: [digest(SHAPES.canceled as Shape)] }, { usd: 0 }],
  ])('%s', (_promise, facts, expected, unknown = false) => {
    expect(of(facts)).toEqual({ by: expected, unknown });
  });

  test('currencies come in alphabetical order', () => {
    for (const codes of [
      ['usd', 'eur'],
      ['eur', 'usd'],
      ['gbp', 'usd', 'eur'],
    ]) {
      const addOns = codes.map((code) => extra(1, currency(code)));
      const { byCurrency } = clientMonthly(client({ addOns }), NOW);
      expect(byCurrency.map((part) => part.currency)).toEqual(codes.toSorted());
    }
  });

  test('notes of all links, each once, and those that hold now', () => {
    const named = ['free', 'free', 'in trial', 'repeating discount', 'repeating discount'];
    const links = named.map((name, index) => ({
      ...digest(SHAPES[name] as Shape),
      id: `sub_${index}` as SubscriptionId,
    }));
    expect(clientMonthly(client({ links, unread }), NOW).notes).toEqual([
      'never-read',
      'free',
      'trialing',
      'temporary-discount',
    ]);
    expect(clientMonthly(client({ links }), at('2027-03-01')).notes).toEqual(['free', 'trialing']);
  });

  test.each([
    ['one item a month', []],
    ['free', ['free']],
    ['repeating discount', ['temporary-discount']],
  ])('of one link alone, its notes: %s', (name, notes) => {
    expect(clientMonthly(client({ links: [digest(SHAPES[name] as Shape)] }), NOW).notes).toEqual(notes);
  });

  test('a figure without any step is not known', () => {
    const row = { ...usd('5000'), monthly: [] };
    expect(of({ links: [row] })).toEqual({ by: {}, unknown: true });
    expect(subscriptionMonthly(row, NOW)).toBeNull();
  });

  test('an amount beyond all numbers breaks nothing', () => {
    const links = [usd('100', 'year'), usd('100', 'year')];
    expect(of({ links, addOns: [extra(1e300)] })).toEqual({ by: { usd: 1e300 }, unknown: false });
  });
});

describe('amounts', () => {
  test('are the same at any time where nothing is known to change', () => {
    const row = usd('5000');
    for (const day of ['2020-01-01', '2026-11-22', '2040-01-01']) {
      expect(subscriptionAmounts(row, at(day))).toMatchObject([{ amount: 5_000, interval: 'month' }]);
    }
  });
});

describe('next billing', () => {
  test.each<[string, unknown]>([
    ['one item a month', { at: at('2026-12-01') }],
    ['in trial', { at: at('2026-12-03') }],
    ['past due', { at: at('2026-12-01') }],
    ['unpaid', { none: 'unpaid' }],
    ['free', { at: at('2026-12-01') }],
    ['cancels on a date', { at: at('2026-12-01') }],
    ['cancels at period end', { none: 'ends' }],
    ['in a trial that ends without payment', { none: 'ends' }],
    ['payments paused, void', { none: 'paused' }],
    ['paused after a trial', { none: 'paused' }],
    ['canceled', { none: 'ended' }],
    ['incomplete, expired', { none: 'ended' }],
    ['incomplete', { none: 'incomplete' }],
    ['unknown status', { none: 'unknown-status' }],
    ['not found any more', { none: 'not-found' }],
    ['no items', { none: 'no-period' }],
  ])('%s: %j', (name, expected) => {
    expect(subscriptionNextBilling(digest(SHAPES[name] as Shape))).toEqual(expected);
  });

  test('set to end on a date, and without a period: it ends', () => {
    const row = digest(subscription([item({ end: null })], { cancelAt: at('2027-03-15') }));
    expect(subscriptionNextBilling(row)).toEqual({ none: 'ends' });
  });

  test('a day that has passed stays', () => {
    const row = digest(subscription([item({ start: '2026-09-01', end: '2026-10-01' })]));
    expect(clientNextBilling(client({ links: [row] }))).toEqual({ at: at('2026-10-01') });
  });

  test('of several it is the earliest, of none the reason that matters most', () => {
    const rows = (...names: string[]) => names.map((name) => digest(SHAPES[name] as Shape));
    for (const names of [
      ['in trial', 'one item a month', 'canceled'],
      ['one item a month', 'canceled', 'in trial'],
    ]) {
      expect(clientNextBilling(client({ links: rows(...names) }))).toEqual({ at: at('2026-12-01') });
    }
    expect(clientNextBilling(client({ links: rows('canceled', 'payments paused, void') }))).toEqual({
      none: 'paused',
    });
    expect(clientNextBilling(client({ links: rows('canceled'), unread }))).toEqual({ none: 'never-read' });
  });

  // What cannot be trusted first, then what a person can do something about, then what is over.
  const REASONS: [none: string, facts: Parameters<typeof client>[0]][] = [
    ['unknown-status', { links: [digest(SHAPES['unknown status'] as Shape)] }],
    ['not-found', { links: [digest(SHAPES['not found any more'] as Shape)] }],
    ['never-read', { unread }],
    ['incomplete', { links: [digest(SHAPES.incomplete as Shape)] }],
    ['paused', { links: [digest(SHAPES['paused after a trial'] as Shape)] }],
    ['ends', { links: [digest(SHAPES['cancels at period end'] as Shape)] }],
    ['ended', { links: [digest(SHAPES.canceled as Shape)] }],
    ['no-period', { links: [digest(SHAPES['no items'] as Shape)] }],
  ];
  const pairs = REASONS.flatMap(([first, one], index) =>
    REASONS.slice(index + 1).map(([second, other]) => [first, second, one, other] as const),
  );
  test.each(pairs)('of no date, “%s” is said before “%s”', (first, _second, one, other) => {
    const links = [...(one?.links ?? []), ...(other?.links ?? [])];
    const never = [...(one?.unread ?? []), ...(other?.unread ?? [])];
    for (const list of [links, links.toReversed()]) {
      expect(clientNextBilling(client({ links: list, unread: never }))).toEqual({ none: first });
    }
  });

  test('billed elsewhere it is the day typed, if there is one', () => {
    expect(clientNextBilling(client({ manual: manual(1) }))).toEqual({ day: '2026-12-05' });
    expect(clientNextBilling(client())).toEqual({ none: 'not-set' });
    expect(clientNextBilling(client({ manual: manual(1), unread }))).toEqual({ none: 'never-read' });
  });
});

test('since is the earliest start; a backdated one counts', () => {
  const links = [digest(subscription()), digest(SHAPES['backdated start'] as Shape), digest(subscription())];
  expect(clientSince(client({ links }))).toBe(at('2025-02-01'));
  expect(clientSince(client())).toBeNull();
});
