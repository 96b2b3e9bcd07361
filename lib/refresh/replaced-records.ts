import type { Store } from '../store/db/open.ts';
import type { ConnectionRecord, Replaced, RunRecord } from '../store/db/schema.ts';
import { generationRange, toInvoice } from '../store/records/subscriptions.ts';
import type { CompletedRead } from './reading/context.ts';

/** Shown records that a read of changes replaces. A few hundred at most. */
export async function replacedBy({
  store,
  connection,
  run,
  read,
}: {
  store: Store;
  connection: ConnectionRecord;
  run: RunRecord;
  read: CompletedRead;
}): Promise<Replaced> {
  const staged = generationRange(connection.id, run.generation);
  const shown = generationRange(connection.id, connection.generation);
  const [subscriptions, open, before] = await Promise.all([
    store.getAll('subscriptions', staged),
    store.getAll('invoices', staged),
    store.getAll('invoices', shown),
  ]);
  const known = new Map(before.map((invoice) => [invoice.id, JSON.stringify(toInvoice(invoice))]));
  const stillOpen = new Set(open.map(({ id }) => id));
  return {
    subscriptions,
    goneSubscriptions: read.gone,
    invoices: open.map(toInvoice).filter((invoice) => known.get(invoice.id) !== JSON.stringify(invoice)),
    goneInvoices: [...known.keys()].filter((id) => !stillOpen.has(id)),
  };
}

export function countReplaced(replaced: Replaced): number {
  const { subscriptions, goneSubscriptions, invoices, goneInvoices } = replaced;
  return subscriptions.length + goneSubscriptions.length + invoices.length + goneInvoices.length;
}
