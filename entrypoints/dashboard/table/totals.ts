import type { AsOf } from '../../../lib/billing/as-of.ts';
import { type Sum, Sums } from '../../../lib/billing/owed.ts';
import { type PortfolioRow, portfolio } from '../../../lib/billing/portfolio.ts';

/** Per currency, in minor units. */
export interface Totals {
  owed: Sum[];
  monthly: Sum[];
}

/** Sums of the rows shown. A subscription that two of them have counts once, as in MRR. */
export function totalsOf(rows: readonly PortfolioRow[], asOf: AsOf): Totals {
  const owed = new Sums();
  for (const row of rows) owed.addAll(row.owed);
  const clients = rows
    .map(({ client }) => (client.archived ? { ...client, archived: false } : client))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const monthly = portfolio(clients, asOf).mrr.map(({ currency, total }) => ({ currency, amount: total }));
  return { owed: owed.list(), monthly };
}
