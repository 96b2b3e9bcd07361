import type { Column } from '../../../lib/clients/columns.ts';

const FIGURES: ReadonlySet<Column> = new Set<Column>(['owed', 'monthly', 'next', 'amount', 'since']);

/** Right-aligned: amounts and dates. */
export const isFigure = (column: Column): boolean => FIGURES.has(column);
