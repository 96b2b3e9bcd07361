import { useMemo } from 'react';
import type { ListedClient, useClientList } from '../../../components/clients/use-client-list.ts';
import type { Portfolio } from '../../../lib/billing/portfolio.ts';
import { searchClients } from '../../../lib/clients/client-search.ts';
import { byUrgency } from '../../../lib/clients/order.ts';
import { searchText } from '../../../lib/clients/search-text.ts';
import { type Sorting, sortClients } from '../../../lib/clients/sort-by-column.ts';
import type { TableFilter } from './StatusFilter.tsx';

type List = Pick<ReturnType<typeof useClientList>, 'rows' | 'figures' | 'counts' | 'now'>;

/** The rows that filter and search leave, sorted; and every client there is. */
export function useTableRows(
  list: List,
  { sorting, archived, query }: { sorting: Sorting | null; archived: boolean; query: string },
) {
  const { figures, now } = list;
  const kept = useMemo(() => withSortNames(figures.archived).sort(byUrgency), [figures.archived]);
  const keptFound = useMemo(() => (query === '' ? kept : searchClients(kept, query)), [kept, query]);
  const found = archived ? keptFound : list.rows;
  const rows = useMemo(() => (sorting ? sortClients(found, sorting, now) : found), [found, sorting, now]);
  const ids = useMemo(() => rows.map(({ client }) => client.id), [rows]);
  const all = useMemo(() => [...withSortNames(figures.rows), ...kept], [figures.rows, kept]);
  const counts = useMemo<Record<TableFilter, number>>(
    () => ({ ...list.counts, archived: keptFound.length }),
    [list.counts, keptFound],
  );
  return { rows, ids, all, counts };
}

const withSortNames = (rows: Portfolio['rows']): ListedClient[] =>
  rows.map((row) => ({ ...row, sortName: searchText(row.client.name) }));
