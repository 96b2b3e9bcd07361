import type { NamedInvoice, Reason, ReasonCore } from '../billing/reason.ts';
import type { Seconds } from '../model/units.ts';
import { t } from './catalogues/reasons.ts';
import { formats } from './formats.ts';
import { joinSentences } from './join-sentences.ts';

/** "Invoice of 1 Nov, $300.00, 12 days overdue", without a full stop. */
export function reasonWords(reason: Reason, now: Seconds): string {
  const { endsAt, endedAt, changesAt, credited, also } = reason;
  const day = (at: Seconds) => formats.day(at, now);
  const sentences = [reasonAlone(reason, now)];
  if (reason.code === 'first-payment-incomplete') sentences.push(...givesUpWords(reason, now));
  if (credited !== undefined) sentences.push(t('reason.credited', invoiceWords(credited, now)));
  if (also !== undefined) sentences.push(alsoWords(also, now));
  if (changesAt !== undefined) sentences.push(t('reason.changes', { day: day(changesAt) }));
  if (endedAt !== undefined) sentences.push(t('reason.ended-on', { day: day(endedAt) }));
  if (endsAt !== undefined) sentences.push(t('reason.ends', { day: day(endsAt) }));
  return joinSentences(sentences);
}

function alsoWords(also: NonNullable<Reason['also']>, now: Seconds): string {
  const { due, from, others } = also;
  const values = { from, others, ...invoiceWords(also, now) };
  return due === null
    ? t('reason.also', values)
    : t('reason.also-due', { ...values, due: formats.day(due, now) });
}

const invoiceWords = ({ date, amount, currency }: NamedInvoice, now: Seconds) => ({
  day: formats.day(date, now),
  amount: formats.money(amount, currency),
});

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
    case 'first-payment-incomplete':
      return incompleteWords(reason, now);
    case 'stripe-says': {
      const { status, invoice } = reason;
      if (invoice !== null) return t('reason.stripe-says-invoice', { status, ...invoiceWords(invoice, now) });
      return t(reason.invoicesReadable ? 'reason.stripe-says' : 'reason.stripe-says-unreadable', { status });
    }
    case 'uncollectible':
    case 'invoice-open':
    case 'finalization-failed':
      return t(`reason.${reason.code}`, invoiceWords(reason, now));
    case 'ended':
    case 'first-payment-expired':
    case 'trial-ends-without-payment':
      return reason.at === null
        ? t(`reason.${reason.code}`)
        : t(`reason.${reason.code}-on`, { day: printed(reason.at) });
    case 'paused':
      if (reason.until === null) return t('reason.paused');
      return t(reason.overdue ? 'reason.paused-overdue' : 'reason.paused-until', {
        day: printed(reason.until),
      });
    case 'status-paused':
      return t('reason.status-paused', { because: reason.because ?? 'other' });
    case 'pause-not-refreshed':
      return reason.since === null
        ? t('reason.pause-never-refreshed', { day: printed(reason.until) })
        : t('reason.pause-not-refreshed', { day: printed(reason.until), since: printed(reason.since) });
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
    case 'trial-over':
      return trialOverWords(reason, printed);
    case 'renews':
      return reason.due === null
        ? t('reason.renews', { day: printed(reason.at) })
        : t('reason.renews-by-invoice', { day: printed(reason.at), due: printed(reason.due) });
    case 'ends':
    case 'end-awaited':
    case 'covered-by-credit':
    case 'renewal-under-way':
      return t(`reason.${reason.code}`, { day: printed(reason.at) });
    case 'paid':
      return paidWords(reason, printed);
    case 'unknown-status':
      return t('reason.unknown-status', { status: reason.status });
    case 'not-found':
      return t('reason.not-found', { day: printed(reason.since) });
    case 'manual-not-confirmed':
      return t('reason.manual-not-confirmed', { day: calendarDate(reason.day, now) });
    case 'unreadable':
    case 'invoice-preparing':
    case 'free':
    case 'never-read':
    case 'manual':
    case 'not-tracked':
      return t(`reason.${reason.code}`);
  }
}

type Incomplete = Extract<ReasonCore, { code: 'first-payment-incomplete' }>;

function incompleteWords({ invoice, invoicesReadable }: Incomplete, now: Seconds): string {
  if (invoice !== null) return t('reason.first-payment-incomplete-invoice', invoiceWords(invoice, now));
  return t(
    invoicesReadable ? 'reason.first-payment-incomplete' : 'reason.first-payment-incomplete-unreadable',
  );
}

function givesUpWords({ givesUpAt, since }: Incomplete, now: Seconds): string[] {
  if (givesUpAt === null) return [];
  const day = formats.day(givesUpAt, now);
  return since === null
    ? [t('reason.gives-up', { day })]
    : [t('reason.gave-up-not-refreshed', { day, since: formats.day(since, now) })];
}

function paidWords(
  { next, invoicesReadable, open }: Extract<ReasonCore, { code: 'paid' }>,
  printed: (at: Seconds) => string,
): string {
  if (!invoicesReadable) return t('reason.paid-unreadable');
  const kind = open === null ? 'paid' : open === 'settled' ? 'paid-settled' : 'paid-subscription';
  return next === null ? t(`reason.${kind}`) : t(`reason.${kind}-next`, { day: printed(next) });
}

function trialOverWords(
  { until, refreshedBefore, since }: Extract<ReasonCore, { code: 'trial-over' }>,
  printed: (at: Seconds) => string,
): string {
  const day = printed(until);
  if (!refreshedBefore) return t('reason.trial-over', { day });
  return since === null
    ? t('reason.trial-over-never-refreshed', { day })
    : t('reason.trial-over-not-refreshed', { day, since: printed(since) });
}

function trialWords(
  { until, charges, withoutPaymentMethod: then, monthly, currency }: Extract<ReasonCore, { code: 'trial' }>,
  printed: (at: Seconds) => string,
): string {
  const amount = monthly === null ? null : formats.money(monthly, currency);
  if (charges && then !== null) {
    return until === null
      ? t('reason.trial-without-payment-method', { then })
      : t('reason.trial-without-payment-method-until', { day: printed(until), then });
  }
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
