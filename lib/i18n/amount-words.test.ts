import { beforeAll, describe, expect, test } from 'vitest';
import type { AmountPart } from '../billing/digest.ts';
import { currency, minorUnits } from '../model/units.ts';
import { amountPartsWords } from './amount-words.ts';
import { setRegion } from './formats.ts';

beforeAll(() => setRegion('en-US'));

describe('amounts per billing period', () => {
  const part = (amount: number | null, interval = 'month', more: Partial<AmountPart> = {}): AmountPart => ({
    amount: amount === null ? null : minorUnits(amount),
    currency: currency('usd'),
    interval,
    count: 1,
    usage: false,
    taxIncluded: false,
    ...more,
  });

  test.each<[string, AmountPart[]]>([
    ['—', []],
    ['$50.00 / month', [part(5_000)]],
    ['$50.00 / day', [part(5_000, 'day')]],
    ['$50.00 / 2 weeks', [part(5_000, 'week', { count: 2 })]],
    ['$50.00 / 2 fortnight', [part(5_000, 'fortnight', { count: 2 })]],
    ['$50.00 / 3 months', [part(5_000, 'month', { count: 3 })]],
    ['$50.00 / month + $600.00 / year', [part(5_000), part(60_000, 'year')]],
    [
      '$50.00 / month + $600.00 / year + usage',
      [part(5_000, 'month', { usage: true }), part(60_000, 'year')],
    ],
    ['Usage / month', [part(0, 'month', { usage: true })]],
    ['$600.00 / year + usage', [part(0, 'month', { usage: true }), part(60_000, 'year')]],
    ['$0.00 / month', [part(0)]],
    ['— / month', [part(null)]],
    ['$119.00 / month (incl. tax)', [part(11_900, 'month', { taxIncluded: true })]],
  ])('%s', (expected, parts) => {
    expect(amountPartsWords(parts)).toBe(expected);
  });
});
