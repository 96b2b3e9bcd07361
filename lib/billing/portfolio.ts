import type { PaymentStatus } from '../model/client.ts';
import type { ConnectionId, SubscriptionId } from '../model/ids.ts';
import type { Currency, MinorUnits } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import type { ClientMonthly, NextBilling } from './client-figures.ts';
import { clientMonthly, clientNextBilling } from './client-figures.ts';
import type { ClientDigest, SubscriptionDigest } from './digest.ts';
import { invoiceKey, overdueInvoices, type Sum, Sums, upcomingSums } from './owed.ts';
import type { Reason } from './status.ts';
import { worstStatus } from './status.ts';

export interface PortfolioRow {
  client: ClientDigest;
  status: PaymentStatus;
  reason: Reason;
  monthly: ClientMonthly;
  nextBilling: NextBilling;
  /**
   * Amount remaining of its late invoices; empty: not late, or no invoice says so. An invoice that two clients
   * are late with counts with the first, so any rows add up to what is owed.
   */
  owed: Sum[];
  /** What an upcoming client will be asked for; empty for the others. */
  due: Sum[];
}

export interface Portfolio {
  /** Minor units per month, in alphabetical order. `atRisk`: the part from late clients. */
  mrr: { currency: Currency; total: MinorUnits; atRisk: MinorUnits }[];
  /** Amount remaining of all late invoices: the sum of the rows' `owed`. */
  overdue: Sum[];
  /** The sum of the rows' `due`. */
  due: Sum[];
  counts: Record<PaymentStatus, number>;
  rows: PortfolioRow[];
  archived: PortfolioRow[];
  /** Clients whose revenue is partly unknown, so `mrr` may be too low. */
  unknown: number;
}

/**
 * Archived clients never count. A subscription linked by two clients counts once, with the first. Totals add
 * rounded rows, so a column adds up to its foot.
 */
export function portfolio(rows: readonly ClientDigest[], m: AsOf): Portfolio {
  const mrr = new Map<Currency, { total: number; atRisk: number }>();
  const counts: Record<PaymentStatus, number> = {
    late: 0,
    unknown: 0,
    upcoming: 0,
    paid: 0,
    paused: 0,
    ended: 0,
    'not-tracked': 0,
  };
  const shown: PortfolioRow[] = [];
  const archived: PortfolioRow[] = [];
  const counted: Counted = new Map();
  const invoices = new Set<string>();
  const overdue = new Sums();
  const due = new Sums();
  let unknown = 0;
  for (const client of rows) {
    const { status, reason } = worstStatus(client, m);
    const monthly = clientMonthly(client, m.now);
    const row: PortfolioRow = {
      client,
      status,
      reason,
      monthly,
      nextBilling: clientNextBilling(client, m),
      owed: status === 'late' ? owedBy(client, client.archived ? new Set() : invoices, m) : [],
      due: status === 'upcoming' ? upcomingSums(client, m) : [],
    };
    if (client.archived) {
      archived.push(row);
      continue;
    }
    shown.push(row);
    overdue.addAll(row.owed);
    due.addAll(row.due);
    counts[status] += 1;
    if (monthly.unknown) unknown += 1;
    for (const { currency, amount } of contribution(client, monthly, counted, m)) {
      const sum = mrr.get(currency);
      const risk = status === 'late' ? amount : 0;
      if (sum === undefined) mrr.set(currency, { total: amount, atRisk: risk });
      else {
        sum.total += amount;
        sum.atRisk += risk;
      }
    }
  }
  return {
    mrr: [...mrr]
      .map(([currency, { total, atRisk }]) => ({
        currency,
        total: total as MinorUnits,
        atRisk: atRisk as MinorUnits,
      }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    overdue: overdue.list(),
    due: due.list(),
    counts,
    rows: shown,
    archived,
    unknown,
  };
}

/** Adds its late invoices to `counted` and leaves out those that are in it. */
function owedBy(client: ClientDigest, counted: Set<string>, m: AsOf): Sum[] {
  const owed = new Sums();
  for (const { invoice, connectionId } of overdueInvoices(client, m)) {
    const key = invoiceKey(connectionId, invoice);
    if (counted.has(key)) continue;
    counted.add(key);
    owed.add(invoice.currency, invoice.amountRemaining);
  }
  return owed.list();
}

/** By connection: IDs repeat between accounts and modes. */
type Counted = Map<ConnectionId, Set<SubscriptionId>>;

/** Monthly revenue without subscriptions counted before. */
function contribution(
  client: ClientDigest,
  monthly: ClientMonthly,
  counted: Counted,
  m: AsOf,
): ClientMonthly['byCurrency'] {
  const isCounted = (link: SubscriptionDigest): boolean => {
    const ids = counted.get(link.connectionId);
    if (ids === undefined) counted.set(link.connectionId, new Set([link.id]));
    else if (ids.has(link.id)) return true;
    else ids.add(link.id);
    return false;
  };
  const [first, ...others] = client.links;
  // Nearly every client: at most one link, not counted before.
  if (others.length === 0 && (first === undefined || !isCounted(first))) return monthly.byCurrency;
  return clientMonthly(client, m.now, isCounted).byCurrency;
}
