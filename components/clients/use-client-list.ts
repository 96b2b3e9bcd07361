import { useEffect, useMemo, useRef } from 'react';
import type { Calendar } from '../../lib/billing/as-of.ts';
import { type Sum, Sums } from '../../lib/billing/owed.ts';
import { type PortfolioRow, portfolio } from '../../lib/billing/portfolio.ts';
import type { ClientsData } from '../../lib/clients/clients-data.ts';
import { countByFilter, keepFirstScreen, mainFirst } from '../../lib/clients/first-screen.ts';
import { filterOf, type StatusFilter, stableOrder } from '../../lib/clients/order.ts';
import { searchText } from '../../lib/clients/search-text.ts';
import type { ClientId } from '../../lib/model/ids.ts';
import { linkKey } from '../../lib/model/ids.ts';
import type { Seconds } from '../../lib/model/units.ts';
import { buildAsOf } from '../../lib/store/views/as-of.ts';
import type { FirstScreen } from '../../lib/store/views/first-screen.ts';
import type { Holders } from '../subscription-picker/subscription-options.ts';
import { useClientSearch } from './use-client-search.ts';
import { useToday } from './use-today.ts';

export interface ListedClient extends PortfolioRow {
  sortName: string;
}

/** Figures of all clients, and the rows that match search and filter, in order. */
export function useClientList(
  data: ClientsData,
  calendar: Calendar,
  { query, filter }: { query: string; filter: StatusFilter },
) {
  const { view, firstScreen, settings, store, revision } = data;
  const now: Seconds = useToday(calendar, view);
  const asOf = useMemo(
    () => buildAsOf({ now, calendar, settings, connections: view.connections }),
    [now, calendar, settings, view.connections],
  );
  const ownFigures = useMemo(() => portfolio(view.rows, asOf), [view.rows, asOf]);
  const figures = useMemo(
    () => (firstScreen ? { ...ownFigures, ...totalsOf(firstScreen) } : ownFigures),
    [firstScreen, ownFigures],
  );
  useEffect(() => {
    if (firstScreen) return;
    const keep = () =>
      void keepFirstScreen(store, { figures, connections: view.connections, settings, asOf, revision });
    const handle = requestIdleCallback(keep);
    return () => cancelIdleCallback(handle);
  }, [firstScreen, store, figures, view.connections, settings, asOf, revision]);

  // Sort again after a refresh that brought figures and on a new day; nothing else moves rows under the pointer.
  const lastRefreshes = view.connections.map(({ lastRefresh }) => lastRefresh ?? 0).join();
  const occasion = `${lastRefreshes} ${calendar.dayOf(now)}`;
  const order = useRef<{ occasion: string; ids: ClientId[] } | null>(null);
  const ordered = useMemo(() => {
    const rows = figures.rows.map((row): ListedClient => ({ ...row, sortName: searchText(row.client.name) }));
    const sorted = stableOrder(rows, order.current?.occasion === occasion ? order.current.ids : null);
    // The first rows alone are not an order to keep.
    if (!firstScreen) order.current = { occasion, ids: sorted.map((row) => row.client.id) };
    return sorted;
  }, [figures, occasion, firstScreen]);

  const search = useClientSearch(view.rows);
  const searched = useMemo(() => {
    if (query.trim() === '') return ordered;
    if (search) return search(ordered, query);
    const typed = searchText(query.trim());
    return ordered.filter(({ sortName }) => sortName.includes(typed));
  }, [ordered, query, search]);
  const counts = useMemo(
    () =>
      firstScreen && query === '' ? { ...countByFilter([]), ...firstScreen.counts } : countByFilter(searched),
    [firstScreen, query, searched],
  );
  const rows = useMemo(
    () => (filter === 'all' ? searched : searched.filter((row) => filterOf(row.status) === filter)),
    [searched, filter],
  );
  const holders = useMemo<Holders>(() => {
    let known: ReturnType<Holders> | null = null;
    return () => {
      known ??= holdersOf(view.rows);
      return known;
    };
  }, [view.rows]);
  const mrr = useMemo(() => (firstScreen ? firstScreen.mrr : mainFirst(figures)), [firstScreen, figures]);
  // Of the rows that match the search, in the order of MRR's currencies.
  const overdue = useMemo(() => {
    const sums = query.trim() === '' ? figures.overdue : sumsOf(searched, ({ owed }) => owed);
    return inOrderOf(mrr, sums);
  }, [query, searched, figures, mrr]);
  const due = useMemo(() => {
    const sums = query.trim() === '' ? figures.due : sumsOf(searched, (row) => row.due);
    return inOrderOf(mrr, sums);
  }, [query, searched, figures, mrr]);
  return { now, asOf, figures, mrr, overdue, due, rows, counts, holders };
}

const totalsOf = ({ mrr, overdue, due, unknown }: FirstScreen) => ({ mrr, overdue, due, unknown });

function sumsOf(rows: readonly PortfolioRow[], of: (row: PortfolioRow) => readonly Sum[]): Sum[] {
  const sums = new Sums();
  for (const row of rows) sums.addAll(of(row));
  return sums.list();
}

function inOrderOf(order: readonly { currency: string }[], sums: readonly Sum[]): Sum[] {
  const rank = (currency: string) => order.findIndex((one) => one.currency === currency);
  // One that is not in MRR comes last.
  return sums.toSorted((a, b) => (rank(a.currency) + 1 || 99) - (rank(b.currency) + 1 || 99));
}

function holdersOf(rows: readonly PortfolioRow['client'][]): ReturnType<Holders> {
  const holders = new Map<string, { id: ClientId; name: string }>();
  for (const client of rows) {
    for (const link of client.links)
      holders.set(linkKey({ connectionId: link.connectionId, subscriptionId: link.id }), {
        id: client.id,
        name: client.name,
      });
    for (const { connectionId, subscriptionId } of client.unread)
      holders.set(linkKey({ connectionId, subscriptionId }), { id: client.id, name: client.name });
  }
  return holders;
}
