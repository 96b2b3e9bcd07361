import type { AsOf } from '../billing/as-of.ts';
import { subscriptionAmounts } from '../billing/client-figures.ts';
import type { ClientDigest } from '../billing/digest.ts';
import type { PortfolioRow } from '../billing/portfolio.ts';
import type { Link } from '../model/ids.ts';
import { formatCalendarDate, formatDay, formatMoney } from './format.ts';
import { subscriptionLabel } from './subscription-words.ts';
import { noBillingWords, noteWords, reasonWords, statusWord } from './words.ts';

/** An unknown figure. */
export const NOT_KNOWN = '—';

/** What a row says, in words; `…Why` says why a figure is "—", or null. */
export interface RowWords {
  status: string;
  reason: string;
  monthly: string;
  monthlyWhy: string | null;
  next: string;
  nextWhy: string | null;
}

export function rowWords(row: PortfolioRow, asOf: AsOf): RowWords {
  const { now } = asOf;
  const { nextBilling } = row;
  const next =
    'at' in nextBilling
      ? formatDay(nextBilling.at, undefined, now)
      : 'day' in nextBilling
        ? formatCalendarDate(nextBilling.day, undefined, now)
        : NOT_KNOWN;
  return {
    status: statusWord(row.status),
    reason: reasonWords(row.reason, { now }),
    ...monthlyWords(row),
    next,
    nextWhy: 'none' in nextBilling ? noBillingWords(nextBilling.none) : null,
  };
}

/** The monthly revenue, one sum per currency; "—" where a part of it is not known or nothing is set. */
export function monthlyWords({ monthly }: PortfolioRow): { monthly: string; monthlyWhy: string | null } {
  if (monthly.unknown) {
    const why = monthly.notes.map((note) => noteWords(note));
    return { monthly: NOT_KNOWN, monthlyWhy: why.join('. ') || 'A part of it is not known' };
  }
  if (monthly.byCurrency.length === 0) return { monthly: NOT_KNOWN, monthlyWhy: 'No monthly revenue set' };
  return {
    monthly: monthly.byCurrency.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + '),
    monthlyWhy: null,
  };
}

/** The accessible name of a row: the client first. */
export function rowLabel(row: PortfolioRow): string {
  return `${row.client.name}, ${statusWord(row.status)}, ${monthlyWords(row).monthly}`;
}

/** How a link of a client reads. */
export function linkText(client: ClientDigest | undefined, link: Link, now?: AsOf['now']): string {
  const known = client?.links.find(
    (other) => other.connectionId === link.connectionId && other.id === link.subscriptionId,
  );
  if (!known) return `${link.subscriptionId}, not read yet`;
  return subscriptionLabel(
    now === undefined ? known : { ...known, amounts: subscriptionAmounts(known, now) },
  );
}

/** The link that the row's dropdown shows; null: none. */
export function firstLink(client: ClientDigest, now: AsOf['now']): { link: Link; text: string } | null {
  const first = client.links[0];
  const link = first ? { connectionId: first.connectionId, subscriptionId: first.id } : client.unread[0];
  return link ? { link, text: linkText(client, link, now) } : null;
}
