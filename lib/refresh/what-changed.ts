import type { AsOf } from '../billing/as-of.ts';
import { clientMonthly } from '../billing/client-figures.ts';
import type { ClientDigest } from '../billing/digest.ts';
import { clientStatus } from '../billing/status.ts';
import type { PaymentStatus } from '../model/client.ts';
import type { ClientId, ConnectionId } from '../model/ids.ts';
import type { Change } from '../model/refresh.ts';

export interface ClientChange {
  clientId: ClientId;
  change: Change;
}

interface Figures {
  rows: readonly ClientDigest[];
  asOf: AsOf;
}

/**
 * Both sides are judged at the same time, each with the age of its own data, so the passing of time alone is
 * no change. A client without earlier data is skipped.
 */
export function whatChanged(before: Figures, after: Figures, connectionId: ConnectionId): ClientChange[] {
  const known = new Map(before.rows.map((row) => [row.id, row]));
  const changes: ClientChange[] = [];
  for (const row of after.rows) {
    const old = known.get(row.id);
    if (!old || row.archived) continue;
    if (!old.links.some((link) => link.connectionId === connectionId)) continue;
    const add = (change: Change) => changes.push({ clientId: row.id, change });
    if (isMissing(row) && !isMissing(old)) {
      // Report nothing else: the status is unknown because of this, and an unknown amount has not fallen.
      add({ kind: 'missing', client: row.name });
      continue;
    }
    const from = clientStatus(old, before.asOf).status;
    const to = clientStatus(row, after.asOf).status;
    if (from !== to) add({ kind: 'status', client: row.name, from, to });
    for (const { currency, difference } of amountChanges(old, row, after.asOf)) {
      add({ kind: 'amount', client: row.name, currency, difference });
    }
  }
  return changes;
}

const isMissing = (row: ClientDigest) => row.links.some((link) => link.missingSince !== null);

function amountChanges(
  old: ClientDigest,
  row: ClientDigest,
  asOf: AsOf,
): { currency: string; difference: number }[] {
  const before = clientMonthly(old, asOf.now);
  const after = clientMonthly(row, asOf.now);
  if (before.unknown || after.unknown) return [];
  const byCurrency = new Map<string, number>();
  for (const { currency, amount } of before.byCurrency) byCurrency.set(currency, -amount);
  for (const { currency, amount } of after.byCurrency) {
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount);
  }
  return [...byCurrency].flatMap(([currency, difference]) =>
    difference === 0 ? [] : [{ currency, difference }],
  );
}

export function becameLate(changes: readonly ClientChange[]): string[] {
  const late: PaymentStatus = 'late';
  return changes.flatMap(({ change }) =>
    change.kind === 'status' && change.to === late ? [change.client] : [],
  );
}
