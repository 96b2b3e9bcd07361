import type { RefObject } from 'react';
import type { RowActions } from '../../../components/clients/use-client-actions.ts';
import type { ListedClient } from '../../../components/clients/use-client-list.ts';
import type { Holders } from '../../../components/subscription-picker/subscription-options.ts';
import type { AsOf } from '../../../lib/billing/as-of.ts';
import type { Column } from '../../../lib/clients/columns.ts';
import type { Sorting } from '../../../lib/clients/sort-by-column.ts';
import type { ClientId } from '../../../lib/model/ids.ts';
import type { Totals } from './totals.ts';
import type { RowSelection } from './use-row-selection.ts';

export interface ClientTableProps {
  rows: readonly ListedClient[];
  ids: readonly ClientId[];
  columns: readonly Column[];
  totals: Totals;
  asOf: AsOf;
  holders: Holders;
  /** By connection. */
  accountNames: ReadonlyMap<string, string>;
  actions: RowActions;
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
  selection: RowSelection;
  /** The client in the panel. */
  opened: ClientId | null;
  onOpen: (id: ClientId) => void;
  /** Rows as in the popup: two lines, no columns. */
  narrow: boolean;
  scroller: RefObject<HTMLElement | null>;
}
