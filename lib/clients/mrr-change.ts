import type { AsOf } from '../billing/as-of.ts';
import type { ClientDigest } from '../billing/digest.ts';
import { type Sum, Sums } from '../billing/owed.ts';
import { portfolio } from '../billing/portfolio.ts';
import type { BulkAction } from '../model/client.ts';
import type { ClientId } from '../model/ids.ts';
import type { MinorUnits } from '../model/units.ts';

/**
 * What an action on clients does to MRR, per currency, in minor units per month; without the currencies where it does
 * nothing. A subscription that another client has too counts on with that one.
 */
export function mrrChange(
  clients: readonly ClientDigest[],
  { action, ids }: { action: BulkAction; ids: ReadonlySet<ClientId> },
  asOf: AsOf,
): Sum[] {
  const after = clients.flatMap((client) => {
    if (!ids.has(client.id)) return [client];
    if (action === 'delete') return [];
    if (action === 'archive') return [{ ...client, archived: true }];
    if (action === 'restore') return [{ ...client, archived: false }];
    return action === 'unlink' ? [{ ...client, links: [], unread: [] }] : [client];
  });
  const sums = new Sums();
  for (const { currency, total } of portfolio(after, asOf).mrr) sums.add(currency, total);
  for (const { currency, total } of portfolio(clients, asOf).mrr) sums.add(currency, -total as MinorUnits);
  return sums.list().filter(({ amount }) => amount !== 0);
}
