import type { PaymentStatus } from '../model/client.ts';
import type { ClientId } from '../model/ids.ts';

export const FILTERS = ['all', 'late', 'upcoming', 'paid', 'other'] as const;
export type StatusFilter = (typeof FILTERS)[number];

export function filterOf(status: PaymentStatus): Exclude<StatusFilter, 'all'> {
  return status === 'late' || status === 'upcoming' || status === 'paid' ? status : 'other';
}

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
  sortName: string;
}

export function byUrgency(a: Sortable, b: Sortable): number {
  return (
    URGENCY[a.status] - URGENCY[b.status] || (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0)
  );
}

/** Keeps edited rows in place and puts new ones first; sorts from scratch if `previous` is null. */
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
