import { describe, expect, test } from 'vitest';
import { clientMonthly, clientNextBilling, clientSince, subscriptionNextBilling } from './client-figures.ts';
import {
  type AddOn,
  type CalendarDate,
  currency,
  type ManualFigures,
  minorUnits,
  type SubscriptionId,
} from './model.ts';
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
    ['even one that was never read', { unread, manual: manual(12_000) }, {}, true],
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
    ['of an ended one is nothing, and known', { links: [digest(SHAPES.canceled as Shape)] }, { usd: 0 }],
  ])('%s', (_promise, facts, expected, unknown = false) => {
    expect(of(facts)).toEqual({ by: expected, unknown });
  });

  test('currencies come in alphabetical order', () => {
    const { byCurrency } = clientMonthly(client({ addOns: [extra(1), extra(1, EUR)] }), NOW);
    expect(byCurrency.map((part) => part.currency)).toEqual(['eur', 'usd']);
  });

  test('notes of all links, each once, and those that hold now', () => {
    const links = ['free', 'free', 'in trial', 'repeating discount'].map((name) =>
      digest(SHAPES[name] as Shape),
    );
    expect(clientMonthly(client({ links, unread }), NOW).notes).toEqual([
      'never-read',
      'free',
      'trialing',
      'temporary-discount',
    ]);
    expect(clientMonthly(client({ links }), at('2027-03-01')).notes).toEqual(['free', 'trialing']);
  });

  test('a figure without any step is not known', () => {
    expect(of({ links: [{ ...usd('5000'), monthly: [] }] })).toEqual({ by: {}, unknown: true });
  });
});

describe('next billing', () => {
  test.each<[string, unknown]>([
    ['one item a month', { at: at('2026-12-01') }],
    ['in trial', { at: at('2026-12-03') }],
    ['past due', { at: at('2026-12-01') }],
    ['unpaid', { at: at('2026-12-01') }],
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

  test('a day that has passed stays', () => {
    const row = digest(subscription([item({ start: '2026-09-01', end: '2026-10-01' })]));
    expect(clientNextBilling(client({ links: [row] }))).toEqual({ at: at('2026-10-01') });
  });

  test('of several it is the earliest, of none the reason that matters most', () => {
    const rows = (...names: string[]) => names.map((name) => digest(SHAPES[name] as Shape));
    expect(clientNextBilling(client({ links: rows('in trial', 'one item a month', 'canceled') }))).toEqual({
      at: at('2026-12-01'),
    });
    expect(clientNextBilling(client({ links: rows('canceled', 'payments paused, void') }))).toEqual({
      none: 'paused',
    });
    expect(clientNextBilling(client({ links: rows('canceled'), unread }))).toEqual({ none: 'never-read' });
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
