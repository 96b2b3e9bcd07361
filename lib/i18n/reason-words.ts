import type { Reason, ReasonCore } from '../billing/reason.ts';
import type { Seconds } from '../model/units.ts';
import { t } from './clients.ts';
import { formats } from './formats.ts';

/** The reason of a payment status in one sentence without a full stop: "Invoice of 1 Nov, $300.00, 12 days overdue". */
export function reasonWords(reason: Reason, now: Seconds): string {
  const words = reasonAlone(reason, now);
  return reason.endsAt === undefined
    ? words
    : t('reason.and-ends', { reason: words, day: formats.day(reason.endsAt, now) });
}

function reasonAlone(reason: ReasonCore, now: Seconds): string {
  const { money, calendarDate } = formats;
  const printed = (at: Seconds) => formats.day(at, now);
  switch (reason.code) {
    case 'overdue': {
      const { days, others } = reason;
      const day = printed(reason.date);
      const amount = money(reason.amount, reason.currency);
      return reason.charge && days === 0
        ? t('reason.charge-failed', { day, amount, others })
        : t('reason.overdue', { day, amount, days, others });
    }
    case 'first-payment-incomplete': {
      const { invoice, invoicesReadable } = reason;
      if (invoice !== null)
        return t('reason.first-payment-incomplete-invoice', {
          day: printed(invoice.date),
          amount: money(invoice.amount, invoice.currency),
        });
      return t(
        invoicesReadable ? 'reason.first-payment-incomplete' : 'reason.first-payment-incomplete-unreadable',
      );
    }
    case 'stripe-says': {
      const { status } = reason;
      return t(reason.invoicesReadable ? 'reason.stripe-says' : 'reason.stripe-says-unreadable', { status });
    }
    case 'uncollectible':
    case 'invoice-open':
      return t(`reason.${reason.code}`, {
        day: printed(reason.date),
        amount: money(reason.amount, reason.currency),
      });
    case 'ended':
    case 'first-payment-expired':
    case 'trial-ends-without-payment':
      return reason.at === null
        ? t(`reason.${reason.code}`)
        : t(`reason.${reason.code}-on`, { day: printed(reason.at) });
    case 'paused':
      return reason.until === null
        ? t('reason.paused')
        : t('reason.paused-until', { day: printed(reason.until) });
    case 'due-today':
      return reason.amount === null
        ? t('reason.due-today')
        : t('reason.due-today-amount', { amount: money(reason.amount, reason.currency) });
    case 'due-not-refreshed':
      return reason.since === null
        ? t('reason.due-never-refreshed', { day: printed(reason.due) })
        : t('reason.due-not-refreshed', { day: printed(reason.due), since: printed(reason.since) });
    case 'end-not-refreshed':
      return reason.since === null
        ? t('reason.end-never-refreshed', { day: printed(reason.at) })
        : t('reason.end-not-refreshed', { day: printed(reason.at), since: printed(reason.since) });
    case 'renewal-awaited':
      return t('reason.renewal-awaited', { day: printed(reason.due) });
    case 'invoice-due':
      return t('reason.invoice-due', {
        day: printed(reason.date),
        amount: money(reason.amount, reason.currency),
        due: printed(reason.due),
      });
    case 'payment-under-way':
      return t('reason.payment-under-way', { day: printed(reason.date) });
    case 'trial':
      return trialWords(reason, printed);
    case 'renews':
    case 'ends':
      return t(`reason.${reason.code}`, { day: printed(reason.at) });
    case 'paid':
      if (!reason.invoicesReadable) return t('reason.paid-unreadable');
      return reason.next === null ? t('reason.paid') : t('reason.paid-next', { day: printed(reason.next) });
    case 'unknown-status':
      return t('reason.unknown-status', { status: reason.status });
    case 'not-found':
      return t('reason.not-found', { day: printed(reason.since) });
    case 'manual-not-confirmed':
      return t('reason.manual-not-confirmed', { day: calendarDate(reason.day, now) });
    case 'paused-after-trial':
    case 'invoice-preparing':
    case 'free':
    case 'never-read':
    case 'manual':
    case 'not-tracked':
      return t(`reason.${reason.code}`);
  }
}

function trialWords(
  { until, charges, monthly, currency }: Extract<ReasonCore, { code: 'trial' }>,
  printed: (at: Seconds) => string,
): string {
  const amount = monthly === null ? null : formats.money(monthly, currency);
  if (until === null) {
    if (!charges) return t('reason.trial-free');
    return amount === null ? t('reason.trial') : t('reason.trial-monthly', { amount });
  }
  const day = printed(until);
  if (!charges) return t('reason.trial-free-until', { day });
  return amount === null
    ? t('reason.trial-until', { day })
    : t('reason.trial-until-monthly', { day, amount });
}
