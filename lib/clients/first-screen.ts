import type { AsOf } from '../billing/as-of.ts';
import { FIGURES_VERSION } from '../billing/figures-version.ts';
import type { Portfolio, PortfolioRow } from '../billing/portfolio.ts';
import type { Settings } from '../model/settings.ts';
import { MS_PER_SECOND } from '../model/units.ts';
import type { Store } from '../store/db/open.ts';
import type { ConnectionSummary } from '../store/db/schema.ts';
import { type FirstScreen, writeFirstScreen } from '../store/views/first-screen.ts';
import { byUrgency, filterOf, type StatusFilter } from './order.ts';
import { searchText } from './search-text.ts';

/** More rows than the largest popup shows. */
const ROWS = 16;
/** With fewer clients, reading all of them takes no longer. */
const WORTH_KEEPING = 100;

/** The settings that figures follow from. */
type FigureSettings = Pick<Settings, 'upcomingWindowDays' | 'temporaryDiscounts'>;

/** Any change to it invalidates a cached first screen. */
export function basisOf(
  revision: number,
  { upcomingWindowDays, temporaryDiscounts }: FigureSettings,
  { now, calendar }: Pick<AsOf, 'now' | 'calendar'>,
): string {
  // The zone decides which day an invoice was due.
  const zone = new Date(now * MS_PER_SECOND).getTimezoneOffset();
  return JSON.stringify([
    FIGURES_VERSION,
    revision,
    upcomingWindowDays,
    temporaryDiscounts,
    calendar.dayOf(now),
    zone,
  ]);
}

export interface ListedFigures {
  figures: Portfolio;
  connections: readonly ConnectionSummary[];
  settings: FigureSettings;
  asOf: AsOf;
  /** Read before the rows, so a change in between invalidates the cache. */
  revision: number;
}

export async function keepFirstScreen(store: Store, listed: ListedFigures): Promise<void> {
  const { figures, connections, settings, asOf, revision } = listed;
  if (figures.rows.length < WORTH_KEEPING) return;
  const first = figures.rows
    .map((row) => ({ ...row, sortName: searchText(row.client.name) }))
    .sort(byUrgency)
    .slice(0, ROWS);
  const screen: FirstScreen = {
    basis: basisOf(revision, settings, asOf),
    until: nextStep(figures.rows, asOf.now),
    rows: first.map(({ client }) => client),
    connections: [...connections],
    mrr: mainFirst(figures),
    overdue: figures.overdue,
    due: figures.due,
    unknown: figures.unknown,
    counts: countByFilter(figures.rows),
  };
  // Without the cache, the next popup is only slower.
  await writeFirstScreen(store, screen, revision).catch(() => undefined);
}

export function countByFilter(rows: readonly Pick<PortfolioRow, 'status'>[]): Record<StatusFilter, number> {
  const counts: Record<StatusFilter, number> = { all: rows.length, late: 0, upcoming: 0, paid: 0, other: 0 };
  for (const { status } of rows) counts[filterOf(status)] += 1;
  return counts;
}

/**
 * Orders currencies by the number of clients who pay in them; amounts of different currencies aren't
 * comparable.
 */
export function mainFirst({ mrr, rows }: Portfolio): Portfolio['mrr'] {
  if (mrr.length < 2) return mrr;
  const clients = new Map<string, number>();
  for (const { monthly } of rows)
    for (const { currency } of monthly.byCurrency) clients.set(currency, (clients.get(currency) ?? 0) + 1);
  return mrr.toSorted((a, b) => (clients.get(b.currency) ?? 0) - (clients.get(a.currency) ?? 0));
}

/** When any client's monthly value next changes on its own; null: never. */
function nextStep(rows: readonly PortfolioRow[], now: number): number | null {
  let next: number | null = null;
  for (const { client } of rows)
    for (const { monthly } of client.links)
      for (const { until } of monthly)
        if (until !== null && until > now && (next === null || until < next)) next = until;
  return next;
}
