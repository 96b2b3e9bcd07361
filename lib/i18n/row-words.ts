import type { AsOf } from '../billing/as-of.ts';
import { subscriptionAmounts } from '../billing/client-figures.ts';
import type { ClientDigest } from '../billing/digest.ts';
import type { PortfolioRow } from '../billing/portfolio.ts';
import type { Link } from '../model/ids.ts';
import { t } from './catalogues/clients.ts';
import { t as tShared } from './catalogues/shared.ts';
import { formats, NOT_KNOWN } from './formats.ts';
import { joinSentences } from './join-sentences.ts';
import { reasonWords } from './reason-words.ts';
import { subscriptionLabel } from './subscription-words.ts';

/** `…Why` explains a "—"; otherwise null. */
export interface RowWords {
  status: string;
  reason: string;
  monthly: string;
  monthlyWhy: string | null;
  next: string;
  nextWhy: string | null;
}

export function rowWords(row: PortfolioRow, { now }: AsOf): RowWords {
  return {
    status: tShared(`status.${row.status}`),
    reason: reasonWords(row.reason, now),
    ...monthlyWords(row),
    ...nextWords(row, now),
  };
}

function nextWords(
  { nextBilling }: PortfolioRow,
  now: AsOf['now'],
): { next: string; nextWhy: string | null } {
  if ('none' in nextBilling) return { next: NOT_KNOWN, nextWhy: t(`no-billing.${nextBilling.none}`) };
  const next =
    'at' in nextBilling ? formats.day(nextBilling.at, now) : formats.calendarDate(nextBilling.day, now);
  return { next, nextWhy: null };
}

/** One sum per currency; "—" if partly unknown or unset. */
export function monthlyWords({ monthly }: PortfolioRow): { monthly: string; monthlyWhy: string | null } {
  if (monthly.unknown) {
    const why = joinSentences(monthly.notes.map((note) => t(`note.${note}`)));
    return { monthly: NOT_KNOWN, monthlyWhy: why || t('monthly.part-unknown') };
  }
  if (monthly.byCurrency.length === 0) return { monthly: NOT_KNOWN, monthlyWhy: t('monthly.not-set') };
  const sums = monthly.byCurrency.map(({ amount, currency }) => formats.money(amount, currency));
  return { monthly: sums.join(' + '), monthlyWhy: null };
}

export function rowLabel(row: PortfolioRow): string {
  const status = tShared(`status.${row.status}`);
  return t('row.label', { client: row.client.name, status, monthly: monthlyWords(row).monthly });
}

export function linkText(client: ClientDigest | undefined, link: Link, now?: AsOf['now']): string {
  const known = client?.links.find(
    (other) => other.connectionId === link.connectionId && other.id === link.subscriptionId,
  );
  if (!known) return t('link-unread', { id: link.subscriptionId });
  return subscriptionLabel(
    now === undefined ? known : { ...known, amounts: subscriptionAmounts(known, now) },
  );
}

export function firstLink(client: ClientDigest, now: AsOf['now']): { link: Link; text: string } | null {
  const first = client.links[0];
  const link = first ? { connectionId: first.connectionId, subscriptionId: first.id } : client.unread[0];
  return link ? { link, text: linkText(client, link, now) } : null;
}
