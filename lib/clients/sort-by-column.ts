import { clientSince, subscriptionAmounts } from '../billing/client-figures.ts';
import type { PortfolioRow } from '../billing/portfolio.ts';
import type { Seconds } from '../model/units.ts';
import type { Column } from './columns.ts';
import { byUrgency } from './order.ts';
import { searchText } from './search-text.ts';

export interface Sorting {
  column: Column;
  descending: boolean;
}

const MONEY: ReadonlySet<Column> = new Set<Column>(['amount', 'monthly', 'owed']);

/** Money and dates: the most or the latest first, at the first click. */
export const isDescendingFirst = (column: Column): boolean =>
  MONEY.has(column) || column === 'next' || column === 'since';

type Row = PortfolioRow & { sortName: string };
/** null comes last in either direction. */
type Sortable = string | number | null;

function comparedValue(row: Row, column: Column, now: Seconds): Sortable {
  const { client } = row;
  switch (column) {
    case 'client':
    case 'payment':
      return row.sortName;
    case 'type':
      return searchText(client.type) || null;
    case 'service':
      return searchText(client.service) || null;
    case 'amount':
      return client.links[0] ? (subscriptionAmounts(client.links[0], now)[0]?.amount ?? null) : null;
    case 'owed':
      return row.owed[0]?.amount ?? null;
    case 'account':
      return client.links[0]?.connectionId ?? client.unread[0]?.connectionId ?? null;
    case 'monthly':
      return row.monthly.unknown ? null : (row.monthly.byCurrency[0]?.amount ?? null);
    case 'next':
      return 'at' in row.nextBilling
        ? row.nextBilling.at
        : 'day' in row.nextBilling
          ? Date.parse(row.nextBilling.day) / 1000
          : null;
    case 'since':
      return clientSince(client);
    case 'subscription':
      return client.links[0] ? searchText(client.links[0].customer, client.links[0].product) : null;
  }
}

/** Sorts ties by name. Groups amounts by currency, as they aren't comparable. */
export function sortClients<R extends Row>(
  rows: readonly R[],
  { column, descending }: Sorting,
  now: Seconds,
): R[] {
  const direction = descending ? -1 : 1;
  if (column === 'payment') return [...rows].sort((a, b) => direction * byUrgency(a, b));
  const money = MONEY.has(column);
  const keyed = rows.map((row) => ({
    row,
    value: comparedValue(row, column, now),
    currency: money ? currencyOf(row, column) : '',
  }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    if (a.currency !== b.currency) return a.currency < b.currency ? -1 : 1;
    if (a.value !== b.value) return (a.value < b.value ? -1 : 1) * direction;
    return a.row.sortName < b.row.sortName ? -1 : a.row.sortName > b.row.sortName ? 1 : 0;
  });
  return keyed.map(({ row }) => row);
}

function currencyOf(row: Row, column: Column): string {
  if (column === 'amount') return row.client.links[0]?.currency ?? '';
  return (column === 'owed' ? row.owed : row.monthly.byCurrency)[0]?.currency ?? '';
}
