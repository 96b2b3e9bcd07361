import type { AsOf } from '../billing/as-of.ts';
import { clientMonthly } from '../billing/client-figures.ts';
import type { ClientDigest } from '../billing/digest.ts';
import { invoiceKey, type OverdueInvoice, overdueInvoices, type Sum, Sums } from '../billing/owed.ts';
import { clientStatus } from '../billing/status.ts';
import type { PaymentStatus } from '../model/client.ts';
import type { ClientId, ConnectionId } from '../model/ids.ts';
import type { Change } from '../model/refresh.ts';
import type { Invoice } from '../model/subscription.ts';

export interface ClientChange {
  clientId: ClientId;
  change: Change;
  news?: PaymentNews;
}

/** A client became late, or paid after being late. */
export interface PaymentNews {
  kind: 'late' | 'paid';
  /** What is overdue now, or was and is paid; empty: not known. */
  sums: Sum[];
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
    const add = (change: Change, news: PaymentNews | null = null) =>
      changes.push({ clientId: row.id, change, ...(news ? { news } : {}) });
    if (isMissing(row) && !isMissing(old)) {
      // Report nothing else: the status is unknown because of this, and an unknown amount has not fallen.
      add({ kind: 'missing', client: row.name });
      continue;
    }
    const from = clientStatus(old, before.asOf).status;
    const to = clientStatus(row, after.asOf).status;
    if (from !== to) {
      const late = to === 'late' ? lateNews(row, after.asOf) : null;
      const paid = from === 'late' ? paidNews(old, before.asOf, row, to) : null;
      add({ kind: 'status', client: row.name, from, to }, late ?? paid);
    }
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

function lateNews(row: ClientDigest, asOf: AsOf): PaymentNews {
  return { kind: 'late', sums: sumOf(overdueInvoices(row, asOf)) };
}

/** null: what was late is still open, or was voided; a debit under way is no payment either. */
function paidNews(old: ClientDigest, asOf: AsOf, row: ClientDigest, to: PaymentStatus): PaymentNews | null {
  if (to !== 'paid' && to !== 'upcoming') return null;
  const owed = overdueInvoices(old, asOf);
  // Late by Stripe's word alone: only Paid says that money came in.
  if (owed.length === 0) return to === 'paid' ? { kind: 'paid', sums: [] } : null;
  const known = new Map<string, Invoice['status']>();
  for (const { connectionId, latestInvoice, openInvoices, oneOffInvoices = [] } of row.links) {
    const invoices = [...(latestInvoice ? [latestInvoice] : []), ...openInvoices, ...oneOffInvoices];
    for (const invoice of invoices) known.set(invoiceKey(connectionId, invoice), invoice.status);
  }
  // Stripe's list of open invoices no longer has a paid one.
  const statusOf = ({ connectionId, invoice }: OverdueInvoice) =>
    known.get(invoiceKey(connectionId, invoice)) ?? 'paid';
  if (owed.some((one) => statusOf(one) === 'open')) return null;
  const paid = owed.filter((one) => statusOf(one) === 'paid');
  return paid.length === 0 ? null : { kind: 'paid', sums: sumOf(paid) };
}

function sumOf(invoices: readonly OverdueInvoice[]): Sum[] {
  const sums = new Sums();
  for (const { invoice } of invoices) sums.add(invoice.currency, invoice.amountRemaining);
  return sums.list();
}
