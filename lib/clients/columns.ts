import type { PortfolioRow } from '../billing/portfolio.ts';

/** In their order on the page. */
export const COLUMNS = [
  'client',
  'payment',
  'type',
  'service',
  'owed',
  'monthly',
  'next',
  'amount',
  'since',
  'subscription',
  'account',
] as const;
export type Column = (typeof COLUMNS)[number];

export const OPTIONAL_COLUMNS = ['type', 'service', 'amount', 'since', 'subscription', 'account'] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** What the user has said of a column; without a word the room and the content decide. */
export type ColumnChoice = Partial<Record<OptionalColumn, boolean>>;

/** Page width in pixels from which a column shows by itself. Absent: only if chosen. */
const FROM: Partial<Record<OptionalColumn, number>> = { subscription: 1440, amount: 1600, since: 1600 };

interface Room {
  /** Of the page, in pixels. */
  width: number;
  /** A client is open beside the table. */
  panel: boolean;
  choice: ColumnChoice;
  rows: readonly PortfolioRow[];
  accounts: number;
}

/** The columns in their order. One that is empty for every row is left out unless it was chosen. */
export function shownColumns(room: Room): Column[] {
  return COLUMNS.filter((column) => (isOptional(column) ? isShown(column, room) : hasRoom(column, room)));
}

/** Payment says what is owed, and the panel what comes next. */
function hasRoom(column: Column, { width, panel }: Room): boolean {
  if (column === 'owed') return width < 768 || width >= 1024;
  return column !== 'next' || !panel || width < 1280 || width >= 1600;
}

function isOptional(column: Column): column is OptionalColumn {
  return OPTIONAL_COLUMNS.some((optional) => optional === column);
}

function isShown(column: OptionalColumn, { width, panel, choice, rows, accounts }: Room): boolean {
  const chosen = choice[column];
  if (chosen !== undefined) return chosen;
  const room = panel ? width - 400 : width;
  if (column === 'account') return accounts > 1 && room >= 1440;
  const from = FROM[column];
  return from !== undefined && room >= from && rows.some((row) => hasContent(row, column));
}

function hasContent({ client }: PortfolioRow, column: OptionalColumn): boolean {
  if (column === 'type' || column === 'service') return client[column] !== '';
  if (column === 'since') return client.links.some(({ startDate }) => startDate !== null);
  if (column === 'amount') return client.links.some(({ amounts }) => amounts.length > 0);
  return client.links.length + client.unread.length > 0;
}
