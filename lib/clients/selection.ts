import type { ClientId } from '../model/ids.ts';

/** Selected rows, by id: also those that are not rendered, or that a filter hides. */
export interface Selection {
  ids: ReadonlySet<ClientId>;
  /** Where a range begins: the row selected last; null: none. */
  anchor: ClientId | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** Selects the row, or no longer. */
export function toggled({ ids }: Selection, id: ClientId): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Selects every row from the anchor to `id`, in the order shown. Without an anchor in it, the row alone. */
export function ranged({ ids, anchor }: Selection, id: ClientId, shown: readonly ClientId[]): Selection {
  const to = shown.indexOf(id);
  const from = anchor === null ? -1 : shown.indexOf(anchor);
  if (to < 0) return { ids, anchor };
  const next = new Set(ids);
  const start = from < 0 ? to : Math.min(from, to);
  const end = from < 0 ? to : Math.max(from, to);
  for (let at = start; at <= end; at += 1) {
    const one = shown[at];
    if (one !== undefined) next.add(one);
  }
  return { ids: next, anchor: from < 0 ? id : anchor };
}

/** Selects what is shown, and no other row; what was selected before stays. */
export function withShown({ ids, anchor }: Selection, shown: readonly ClientId[]): Selection {
  const next = new Set(ids);
  for (const id of shown) next.add(id);
  return { ids: next, anchor };
}

export function withoutShown({ ids }: Selection, shown: readonly ClientId[]): Selection {
  const next = new Set(ids);
  for (const id of shown) next.delete(id);
  return { ids: next, anchor: null };
}

export type ShownSelected = 'none' | 'some' | 'all';

/** How much of what is shown is selected: the state of "Select all". */
export function shownSelected({ ids }: Selection, shown: readonly ClientId[]): ShownSelected {
  if (ids.size === 0 || shown.length === 0) return 'none';
  let selected = 0;
  for (const id of shown) if (ids.has(id)) selected += 1;
  return selected === 0 ? 'none' : selected === shown.length ? 'all' : 'some';
}
