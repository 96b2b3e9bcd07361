import { useMemo, useRef } from 'react';
import { linkKey } from '../lib/billing/client-figures.ts';
import type { Calendar, ClientId, ConnectionId, Moment, Seconds } from '../lib/billing/model.ts';
import { type PortfolioRow, portfolio } from '../lib/billing/portfolio.ts';
import { filterOf, type StatusFilter, stableOrder } from './client-order.ts';
import type { ClientsPage } from './clients-page.ts';
import { matches, searchText, searchWords } from './search-text.ts';
import type { Holders } from './subscription-options.ts';
import { useToday } from './use-today.ts';

export interface ListedClient extends PortfolioRow {
  sortName: string;
}

/** The clients as they stand at this moment: figures of all, and the rows that the search and the filter leave. */
export function useClientList(page: ClientsPage, calendar: Calendar, query: string, filter: StatusFilter) {
  const { view, settings, refresh } = page;
  const now: Seconds = useToday(calendar, view);
  const moment = useMemo<Moment>(
    () => ({
      now,
      calendar,
      upcomingWindowDays: settings.upcomingWindowDays,
      lastRefresh: lastRefreshes(view.connections),
    }),
    [now, calendar, settings.upcomingWindowDays, view.connections],
  );
  const figures = useMemo(() => portfolio(view.rows, moment), [view.rows, moment]);

  // A finished refresh, or a new day, may put the order straight; an edit may not move rows under the pointer.
  const occasion = `${refresh?.endedAt ?? 0} ${calendar.dayOf(now)}`;
  const order = useRef<{ occasion: string; ids: ClientId[] } | null>(null);
  const ordered = useMemo(() => {
    const rows = figures.rows.map((row): ListedClient => ({ ...row, sortName: searchText(row.client.name) }));
    const sorted = stableOrder(rows, order.current?.occasion === occasion ? order.current.ids : null);
    order.current = { occasion, ids: sorted.map((row) => row.client.id) };
    return sorted;
  }, [figures, occasion]);

  const searched = useMemo(() => {
    const words = searchWords(query);
    if (words.length === 0) return ordered;
    return ordered.filter(({ client }) => matches(clientText(client), words));
  }, [ordered, query]);
  const counts = useMemo(() => {
    const count: Record<StatusFilter, number> = {
      all: searched.length,
      late: 0,
      upcoming: 0,
      paid: 0,
      other: 0,
    };
    for (const row of searched) count[filterOf(row.status)] += 1;
    return count;
  }, [searched]);
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
  return { now, moment, figures, rows, counts, holders };
}

function lastRefreshes(connections: ClientsPage['view']['connections']): ReadonlyMap<ConnectionId, Seconds> {
  const known = new Map<ConnectionId, Seconds>();
  for (const { id, lastRefresh } of connections) if (lastRefresh !== null) known.set(id, lastRefresh);
  return known;
}

function clientText(client: PortfolioRow['client']): string {
  const links = client.links.map(
    (link) => `${link.customer}\n${link.email ?? ''}\n${link.product}\n${link.id}`,
  );
  return searchText(client.name, client.email, client.type, client.service, ...links);
}

function holdersOf(rows: readonly PortfolioRow['client'][]): ReturnType<Holders> {
  const holders = new Map<string, { id: ClientId; name: string }>();
  for (const client of rows) {
    for (const link of client.links) holders.set(linkKey(link), { id: client.id, name: client.name });
    for (const { connectionId, subscriptionId } of client.unread)
      holders.set(linkKey({ connectionId, id: subscriptionId }), { id: client.id, name: client.name });
  }
  return holders;
}
