import { describe, expect, test } from 'vitest';
import type { PaymentStatus } from '../model/client.ts';
import { currency, minorUnits } from '../model/units.ts';
import { portfolio } from './portfolio.ts';
import { asOf, client, digest, invoice, item, SHAPES, type Shape, subscription } from './shapes.fixture.ts';

const row = (unit: string, every = 'month') => digest(subscription([item({ unit, every })]));
const late = (unit: string) => digest({ facts: subscription([item({ unit })]), invoices: [invoice()] });
const extra = (amount: number, code = 'usd') => ({
  label: 'Extra',
  amount: minorUnits(amount),
  currency: currency(code),
});

describe('MRR', () => {
  test('is the sum over clients, per currency, with what late clients stand for', () => {
    const result = portfolio(
      [
        client({ links: [row('5000')] }),
        client({ links: [late('3000')], addOns: [extra(200), extra(90, 'eur')] }),
      ],
      asOf(),
    );
    expect(result.mrr).toEqual([
      { currency: 'eur', total: 90, atRisk: 90 },
      { currency: 'usd', total: 8_200, atRisk: 3_200 },
    ]);
  });

  test('comes in alphabetical order of its currencies', () => {
    for (const codes of [
      ['usd', 'eur'],
      ['eur', 'usd'],
      ['gbp', 'usd', 'eur'],
    ]) {
      const clients = codes.map((code) => client({ addOns: [extra(1, code)] }));
      expect(portfolio(clients, asOf()).mrr.map((one) => one.currency)).toEqual(codes.toSorted());
    }
  });

  test('adds the rounded values, so that the column adds up to its foot', () => {
    // 100 ÷ 12 = 8.33 each: 3 × 8, not 25.
    const clients = ['100', '100', '100'].map((unit) => client({ links: [row(unit, 'year')] }));
    const result = portfolio(clients, asOf());
    expect(result.mrr).toMatchObject([{ total: 24 }]);
    expect(result.rows.map(({ monthly }) => monthly.byCurrency[0]?.amount)).toEqual([8, 8, 8]);
  });

  test('leaves archived clients out of everything but their own list', () => {
    const result = portfolio([client({ links: [late('5000')], archived: true }), client()], asOf());
    expect(result.mrr).toEqual([]);
    expect(result.counts).toMatchObject({ late: 0, 'not-tracked': 1 });
    expect([result.rows.length, result.archived.length, result.archived[0]?.status]).toEqual([1, 1, 'late']);
  });

  test('counts a subscription once that two clients are linked to; both rows show it', () => {
    const shared = row('5000');
    const clients = [
      client({ links: [shared] }),
      client({ links: [shared, row('1000')], addOns: [extra(7)] }),
    ];
    const result = portfolio(clients, asOf());
    expect(result.mrr).toMatchObject([{ total: 6_007 }]);
    expect(result.rows.map(({ monthly }) => monthly.byCurrency[0]?.amount)).toEqual([5_000, 6_007]);
  });

  test('and so where neither of the two has anything else', () => {
    const shared = row('5000');
    const result = portfolio([client({ links: [shared] }), client({ links: [shared] })], asOf());
    expect(result.mrr).toMatchObject([{ total: 5_000 }]);
    expect(result.rows.map(({ monthly }) => monthly.byCurrency[0]?.amount)).toEqual([5_000, 5_000]);
  });

  test('and so in whatever order the second has it', () => {
    const shared = row('5000');
    const clients = [client({ links: [shared] }), client({ links: [row('1000'), shared] })];
    expect(portfolio(clients, asOf()).mrr).toMatchObject([{ total: 6_000 }]);
  });

  test('counts it with the second if the first is archived', () => {
    const shared = row('5000');
    const clients = [client({ links: [shared], archived: true }), client({ links: [shared] })];
    expect(portfolio(clients, asOf()).mrr).toMatchObject([{ total: 5_000 }]);
  });

  test('counts the same id twice where it is of two accounts', () => {
    const one = row('5000');
    const other = { ...one, connectionId: 'acct_2:live' as typeof one.connectionId };
    expect(portfolio([client({ links: [one] }), client({ links: [other] })], asOf()).mrr).toMatchObject([
      { total: 10_000 },
    ]);
  });

  test('counts it once where a client is linked to it twice', () => {
    const one = row('5000');
    const result = portfolio([client({ links: [one, one] })], asOf());
    expect(result.mrr).toMatchObject([{ total: 5_000 }]);
    expect(result.rows[0]?.monthly.byCurrency).toMatchObject([{ amount: 5_000 }]);
  });

  test('says how many clients are not wholly known', () => {
    const clients = [
      client({ links: [digest(SHAPES['unknown scheme'] as Shape)] }),
      client({ links: [row('5000')] }),
    ];
    expect(portfolio(clients, asOf())).toMatchObject({ unknown: 1, mrr: [{ total: 5_000 }] });
  });
});

test('every status is counted', () => {
  const names = {
    late: 'past due',
    unknown: 'unknown status',
    upcoming: 'in trial',
    paid: 'one item a month',
    paused: 'paused after a trial',
    ended: 'canceled',
  };
  const clients = [
    client(),
    ...Object.values(names).map((name) => client({ links: [digest(SHAPES[name] as Shape)] })),
  ];
  const expected: Record<PaymentStatus, number> = {
    late: 1,
    unknown: 1,
    upcoming: 1,
    paid: 1,
    paused: 1,
    ended: 1,
    'not-tracked': 1,
  };
  expect(portfolio(clients, asOf()).counts).toEqual(expected);
});
