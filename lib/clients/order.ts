import type { PaymentStatus } from '../model/client.ts';
import type { ClientId } from '../model/ids.ts';

export const FILTERS = ['all', 'late', 'upcoming', 'paid', 'other'] as const;
export type StatusFilter = (typeof FILTERS)[number];

/** Which radio of "Filter by payment status" shows a status. */
export function filterOf(status: PaymentStatus): Exclude<StatusFilter, 'all'> {
  return status === 'late' || status === 'upcoming' || status === 'paid' ? status : 'other';
}

/** What needs a look comes first. */
const URGENCY: Record<PaymentStatus, number> = {
  late: 0,
  unknown: 1,
  upcoming: 2,
  paid: 3,
  paused: 4,
  'not-tracked': 5,
  ended: 6,
};

interface Sortable {
  client: { id: ClientId };
  status: PaymentStatus;
  /** The name in the form that is compared. */
  sortName: string;
}

export function byUrgency(a: Sortable, b: Sortable): number {
  return (
    URGENCY[a.status] - URGENCY[b.status] || (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0)
  );
}

/**
 * Rows in the order that the user has before their eyes: a row that was just linked or edited stays where it is,
 * although its new status would move it. New rows come first; the order is made anew when `previous` is null.
 */
export function stableOrder<Row extends Sortable>(
  rows: readonly Row[],
  previous: readonly ClientId[] | null,
): Row[] {
  if (!previous) return [...rows].sort(byUrgency);
  const rank = new Map(previous.map((id, at) => [id, at]));
  return [...rows].sort((a, b) => {
    const at = rank.get(a.client.id) ?? -1;
    const bt = rank.get(b.client.id) ?? -1;
    return at - bt || byUrgency(a, b);
  });
}
