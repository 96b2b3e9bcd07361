import type { AsOf } from '../billing/as-of.ts';
import { subscriptionAmounts } from '../billing/client-figures.ts';
import type { ClientDigest } from '../billing/digest.ts';
import type { Sum } from '../billing/owed.ts';
import type { PortfolioRow } from '../billing/portfolio.ts';
import type { Link } from '../model/ids.ts';
import type { Seconds } from '../model/units.ts';
import { t } from './catalogues/clients.ts';
import { t as tShared } from './catalogues/shared.ts';
import { formats, NOT_KNOWN } from './formats.ts';
import { subscriptionLabel } from './subscription-words.ts';

/** What a row shows before anybody asks why; row-words.ts has the whole reasons. */
export interface RowFace {
  status: string;
  /** "$450.00, 8 days overdue", "Renews Friday"; null: the status says it all. */
  short: string | null;
  monthly: string;
  next: string;
}

export function rowFace(row: PortfolioRow, asOf: AsOf): RowFace {
  return {
    status: tShared(`status.${row.status}`),
    short: shortReason(row, asOf),
    monthly: monthlyText(row),
    next: nextText(row, asOf.now),
  };
}

/** "$450.00 + €20.00"; empty: nothing. */
export const sumsText = (sums: readonly Sum[]): string =>
  sums.map(({ amount, currency }) => formats.money(amount, currency)).join(' + ');

function shortReason({ reason, status, owed, due }: PortfolioRow, asOf: AsOf): string | null {
  const { now } = asOf;
  const day = (at: Seconds) => formats.day(at, now);
  if (status === 'paid' && reason.endsAt !== undefined) return t('short.ends', { day: day(reason.endsAt) });
  const named = (sums: readonly Sum[]) =>
    'amount' in reason && reason.amount !== null
      ? sumsText(sums) || formats.money(reason.amount, reason.currency)
      : sumsText(sums);
  switch (reason.code) {
    case 'overdue': {
      const { charge, days } = reason;
      return t(charge && days === 0 ? 'short.declined' : 'short.overdue', { amount: named(owed), days });
    }
    case 'stripe-says': {
      const amount = sumsText(owed);
      return amount === '' ? t('short.past-due') : t('short.past-due-amount', { amount });
    }
    case 'uncollectible':
      return t('short.uncollectible', { amount: named(owed) });
    case 'first-payment-incomplete':
      return t('short.first-payment');
    case 'due-today': {
      const amount = named(due);
      return amount === '' ? t('short.due-today') : t('short.due-today-amount', { amount });
    }
    case 'due-not-refreshed':
    case 'renewal-awaited':
      return t('short.was-due', { day: day(reason.due) });
    case 'manual-not-confirmed':
      return t('short.was-due', { day: formats.calendarDate(reason.day, now) });
    case 'invoice-due':
      return t('short.due', { amount: named(due), day: day(reason.due) });
    case 'invoice-open':
      return t('short.open', { amount: named(due) });
    case 'payment-under-way':
    case 'invoice-preparing':
    case 'finalization-failed':
      return t(`short.${reason.code}`);
    case 'renewal-under-way':
      return t('short.renewed', { day: day(reason.at) });
    case 'renews':
      return isThisWeek(reason.at, asOf)
        ? t('short.renews', { day: formats.weekday(reason.at) })
        : t('short.renews', { day: day(reason.at) });
    case 'trial':
      return reason.until === null ? t('short.trial') : t('short.trial-until', { day: day(reason.until) });
    case 'trial-over':
      return t('short.trial-over', { day: day(reason.until) });
    case 'paused':
    case 'pause-not-refreshed':
      return reason.until === null ? null : t('short.until', { day: day(reason.until) });
    case 'ended':
    case 'first-payment-expired':
      return reason.at === null ? null : day(reason.at);
    case 'ends':
    case 'end-awaited':
    case 'end-not-refreshed':
      return t('short.ends', { day: day(reason.at) });
    case 'unknown-status':
      return t('short.unknown-status', { status: reason.status });
    case 'free':
    case 'covered-by-credit':
    case 'not-found':
    case 'never-read':
    case 'unreadable':
    case 'manual':
      return t(`short.${reason.code}`);
    case 'paid':
    case 'status-paused':
    case 'trial-ends-without-payment':
    case 'not-tracked':
      return null;
  }
}

/** A weekday alone is clear for six days. */
function isThisWeek(at: Seconds, { now, calendar }: AsOf): boolean {
  const ahead = calendar.dayOf(at) - calendar.dayOf(now);
  return ahead > 0 && ahead < 7;
}

/** One sum per currency; "—" if partly unknown or unset. */
export function monthlyText({ monthly }: Pick<PortfolioRow, 'monthly'>): string {
  if (monthly.unknown || monthly.byCurrency.length === 0) return NOT_KNOWN;
  return sumsText(monthly.byCurrency);
}

export function nextText({ nextBilling }: Pick<PortfolioRow, 'nextBilling'>, now: Seconds): string {
  if ('none' in nextBilling) return NOT_KNOWN;
  return 'at' in nextBilling ? formats.day(nextBilling.at, now) : formats.calendarDate(nextBilling.day, now);
}

export function rowLabel(row: PortfolioRow): string {
  const status = tShared(`status.${row.status}`);
  return t('row.label', { client: row.client.name, status, monthly: monthlyText(row) });
}

export function linkText(client: ClientDigest | undefined, link: Link, now?: Seconds): string {
  const known = client?.links.find(
    (other) => other.connectionId === link.connectionId && other.id === link.subscriptionId,
  );
  if (!known) return t('link-unread', { id: link.subscriptionId });
  return subscriptionLabel(
    now === undefined ? known : { ...known, amounts: subscriptionAmounts(known, now) },
  );
}

export function firstLink(client: ClientDigest, now: Seconds): { link: Link; text: string } | null {
  const first = client.links[0];
  const link = first ? { connectionId: first.connectionId, subscriptionId: first.id } : client.unread[0];
  return link ? { link, text: linkText(client, link, now) } : null;
}
