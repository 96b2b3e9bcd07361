import type { ConnectionId } from '../model/ids.ts';
import type { Invoice } from '../model/subscription.ts';
import { type Currency, currency as currencyOf, type MinorUnits } from '../model/units.ts';
import type { AsOf } from './as-of.ts';
import { subscriptionAmounts } from './client-figures.ts';
import type { ClientDigest, SubscriptionDigest } from './digest.ts';
import { isOwed, type LateInvoice, lateInvoices } from './invoices.ts';
import { hasEnded, isOnPurpose, refreshedAt, subscriptionStatus } from './status.ts';

/** Minor units of one currency; lists are in alphabetical order and never added across currencies. */
export interface Sum {
  currency: Currency;
  amount: MinorUnits;
}

export interface OverdueInvoice extends LateInvoice {
  connectionId: ConnectionId;
}

/**
 * The invoices that make a client late, each once, the longest overdue first. Empty: nothing is late, or
 * only Stripe's status or the user says so.
 */
export function overdueInvoices({ links }: Pick<ClientDigest, 'links'>, m: AsOf): OverdueInvoice[] {
  const found: OverdueInvoice[] = [];
  const known = new Set<string>();
  for (const link of links) {
    for (const late of overdueOf(link, m)) {
      const key = invoiceKey(link.connectionId, late.invoice);
      if (known.has(key)) continue;
      known.add(key);
      found.push({ ...late, connectionId: link.connectionId });
    }
  }
  return found.sort((a, b) => b.days - a.days);
}

/** By connection: IDs repeat between accounts and modes. */
export const invoiceKey = (connection: ConnectionId, { id }: Pick<Invoice, 'id'>): string =>
  `${connection} ${id}`;

function overdueOf(d: SubscriptionDigest, m: AsOf): LateInvoice[] {
  if (d.missingSince !== null || d.status === 'incomplete') return [];
  const late = lateInvoices(d, m, refreshedAt(d, m));
  if (late.length > 0) return late;
  const invoice = namedByStripe(d);
  if (invoice === null) return [];
  const { dueDate, finalizedAt, created } = invoice;
  const days = m.calendar.dayOf(m.now) - m.calendar.dayOf(dueDate ?? finalizedAt ?? created);
  return [{ invoice, days: Math.max(0, days), charge: dueDate === null }];
}

/** Late by Stripe's word alone: the invoice that the reason names. */
function namedByStripe(d: SubscriptionDigest): Invoice | null {
  if (d.status === 'past_due' || d.status === 'unpaid') return d.openInvoices.find(isOwed) ?? null;
  const latest = d.latestInvoice;
  if (latest?.status !== 'uncollectible' || hasEnded(d) || isOnPurpose(d, latest)) return null;
  return latest.amountRemaining > 0 ? latest : null;
}

/**
 * What an upcoming client will be asked for: its open invoices, else the charge of the renewal ahead, else the
 * amount set by hand. Unknown amounts and usage are not in it.
 */
export function upcomingSums(client: ClientDigest, m: AsOf): Sum[] {
  const sums = new Sums();
  const known = new Set<string>();
  for (const link of client.links) {
    const { status, reason } = subscriptionStatus(link, m);
    const key = `${link.connectionId} ${link.id}`;
    if (status !== 'upcoming' || known.has(key)) continue;
    known.add(key);
    const open = link.openInvoices.filter(isOwed);
    for (const invoice of open) sums.add(invoice.currency, invoice.amountRemaining);
    if (open.length > 0) continue;
    switch (reason.code) {
      case 'invoice-preparing':
      case 'finalization-failed':
        sums.add(reason.currency, reason.amount);
        break;
      case 'renews':
      case 'due-today':
      case 'due-not-refreshed':
      case 'renewal-awaited':
      case 'renewal-under-way':
      case 'trial': {
        // The shortest interval renews first.
        const [next] = subscriptionAmounts(link, m.now);
        const free = reason.code === 'trial' && (!reason.charges || reason.withoutPaymentMethod !== null);
        if (next !== undefined && next.amount !== null && !free) sums.add(next.currency, next.amount);
        break;
      }
      default:
    }
  }
  const monthly = client.links.length + client.unread.length === 0 ? client.manual?.monthly : null;
  if (monthly) sums.add(monthly.currency, monthly.amount);
  return sums.list();
}

/** Adds amounts up per currency. */
export class Sums {
  readonly #amounts = new Map<Currency, number>();

  add(code: Currency, amount: MinorUnits): void {
    const currency = currencyOf(code);
    this.#amounts.set(currency, (this.#amounts.get(currency) ?? 0) + amount);
  }

  addAll(sums: readonly Sum[]): void {
    for (const { currency, amount } of sums) this.add(currency, amount);
  }

  list(): Sum[] {
    return [...this.#amounts]
      .map(([currency, amount]) => ({ currency, amount: amount as MinorUnits }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}
