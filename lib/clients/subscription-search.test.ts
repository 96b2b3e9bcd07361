import { describe, expect, it } from 'vitest';
import type { ConnectionId, SubscriptionId } from '../model/ids.ts';
import { currency, minorUnits } from '../model/units.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';
import { type IndexedOption, indexOptions, likelyFinder, searchOptions } from './subscription-search.ts';

const USD = currency('usd');

function option(id: string, customer: string, rest: Partial<SubscriptionOption> = {}): SubscriptionOption {
  return {
    connectionId: 'acct_1:live' as ConnectionId,
    id: `sub_${id}` as SubscriptionId,
    customerId: `cus_${id}`,
    customer,
    email: `billing@${customer.toLowerCase().replace(/[^a-z]/g, '')}.com`,
    product: 'Retainer',
    status: 'active',
    currency: USD,
    monthly: [],
    startDate: null,
    amounts: [
      {
        amount: minorUnits(30_000),
        currency: USD,
        interval: 'month',
        count: 1,
        usage: false,
        taxIncluded: false,
      },
    ],
    ...rest,
  };
}

const words = (amount: number) => (amount / 100).toFixed(2);
const index = (...options: SubscriptionOption[]) => indexOptions(options, words);
const ids = (ranked: { entry: { option: SubscriptionOption } }[]) => ranked.map((r) => r.entry.option.id);
const nobody = { name: '', email: '' };
const likelyOptions = (options: IndexedOption[], client: { name: string; email: string }) =>
  likelyFinder(options)(client);

describe('the dropdown of subscriptions', () => {
  const all = index(
    option('zeta', 'Zeta'),
    option('late', 'Alpha', { status: 'past_due' }),
    option('acme', 'Acme'),
    option('mid', 'The Acme Fans', { product: 'Website' }),
  );

  it('has active ones first, each part by customer', () => {
    expect(ids(searchOptions(all, likelyOptions(all, nobody), ''))).toEqual([
      'sub_acme',
      'sub_mid',
      'sub_zeta',
      'sub_late',
    ]);
  });

  it('has likely matches for the client before all others', () => {
    const likely = likelyOptions(all, { name: 'Zeta Ltd', email: '' });
    const found = searchOptions(all, likely, '');
    expect(ids(found)[0]).toBe('sub_zeta');
    expect(found.map((r) => r.likely)).toEqual([true, false, false, false]);
  });

  it.each([
    ['customer', 'zet', 'sub_zeta'],
    ['e-mail', 'billing@zeta', 'sub_zeta'],
    ['product', 'website', 'sub_mid'],
    ['id', 'SUB_LATE', 'sub_late'],
    ['status', 'past due', 'sub_late'],
    ['words in any order', 'website acme', 'sub_mid'],
  ])('is searched by %s', (_what, query, id) => {
    expect(ids(searchOptions(all, new Set(), query))).toEqual([id]);
  });

  it('is searched by amount', () => {
    expect(searchOptions(all, new Set(), '300.00')).toHaveLength(4);
    expect(searchOptions(all, new Set(), '301')).toHaveLength(0);
  });

  it('finds accented names without accents, and the other way round', () => {
    const accented = index(option('m', 'Müller'), option('n', 'Noel'));
    expect(ids(searchOptions(accented, new Set(), 'muller'))).toEqual(['sub_m']);
    expect(ids(searchOptions(accented, new Set(), 'noël'))).toEqual(['sub_n']);
  });

  it('puts customers that begin with the query before others that hold it', () => {
    expect(ids(searchOptions(all, new Set(), 'acme'))).toEqual(['sub_acme', 'sub_mid']);
    const likely = likelyOptions(all, { name: 'Fans', email: '' });
    expect(ids(searchOptions(all, likely, 'acme'))[0]).toBe('sub_acme');
  });

  it('shows each option once', () => {
    const likely = likelyOptions(all, { name: 'Acme', email: '' });
    for (const query of ['', 'acme', 'a', 'retainer']) {
      const found = ids(searchOptions(all, likely, query));
      expect(new Set(found).size).toBe(found.length);
    }
  });

  it('says nothing is likely for a client without name and e-mail', () => {
    expect(likelyOptions(all, nobody).size).toBe(0);
  });
});
