import { describe, expect, it } from 'vitest';
import { buildClientDigest, clientId } from '../../tests/support/build-client.ts';
import type { PortfolioRow } from '../billing/portfolio.ts';
import { currency, minorUnits, type Seconds } from '../model/units.ts';
import { COLUMNS } from './columns.ts';
import { sortClients } from './sort-by-column.ts';

function row(name: string, amount: number | null, code = 'usd'): PortfolioRow & { sortName: string } {
  const client = buildClientDigest({ id: clientId(name), name });
  return {
    client,
    sortName: name,
    status: 'paid',
    reason: { code: 'manual', status: 'paid' },
    monthly: {
      byCurrency: amount === null ? [] : [{ currency: currency(code), amount: minorUnits(amount) }],
      unknown: amount === null,
      notes: [],
    },
    nextBilling: { none: 'not-set' },
    owed: [],
    due: [],
  };
}

const NOW = 0 as Seconds;
const names = (rows: { sortName: string }[]) => rows.map((r) => r.sortName).join('');

describe('sorting the table', () => {
  const rows = [row('b', 500), row('a', null), row('d', 100), row('c', 900, 'eur'), row('e', 100)];

  it('never mixes currencies, and has what is not known last in both directions', () => {
    expect(names(sortClients(rows, { column: 'monthly', descending: false }, NOW))).toBe('cdeba');
    expect(names(sortClients(rows, { column: 'monthly', descending: true }, NOW))).toBe('cbdea');
  });

  it('sorts names both ways', () => {
    expect(names(sortClients(rows, { column: 'client', descending: false }, NOW))).toBe('abcde');
    expect(names(sortClients(rows, { column: 'client', descending: true }, NOW))).toBe('edcba');
  });

  it('keeps every row, whatever the column', () => {
    for (const column of COLUMNS)
      expect(sortClients(rows, { column, descending: true }, NOW)).toHaveLength(rows.length);
  });
});
