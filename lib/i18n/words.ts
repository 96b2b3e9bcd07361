import type { BreakdownLine } from '../billing/breakdown.ts';
import type { NoBilling } from '../billing/client-figures.ts';
import type { FigureNote } from '../billing/digest.ts';
import type { Reason } from '../billing/status.ts';
import type { PaymentStatus } from '../model/client.ts';
import type { Permission } from '../model/connection.ts';
import type { Failure } from '../model/failure.ts';
import type { Change } from '../model/refresh.ts';
import { type CalendarDate, type Currency, currency, type MinorUnits, type Seconds } from '../model/units.ts';
import { readable } from '../text/readable.ts';
import { formatCalendarDate, formatDay, formatMoney } from './format.ts';
import { tableFor } from './tables.ts';

/** The language and the present, which decides whether a date shows its year. */
export interface WordOptions {
  /** BCP 47; without one the browser's own. */
  locale?: string | undefined;
  now: Seconds;
}

/** "Paid", "Late" … as the interface contract names them. */
export const statusWord = (status: PaymentStatus, locale?: string): string => tableFor(locale).status[status];

/** The reason of a payment status in one sentence without a full stop: "Invoice of 1 Nov, $300.00, 12 days overdue". */
export function reasonWords(reason: Reason, { locale, now }: WordOptions): string {
  const day = (at: Seconds) => formatDay(at, locale, now);
  const words = reasonAlone(reason, locale, now);
  return reason.endsAt === undefined ? words : tableFor(locale).reason.andEnds(words, day(reason.endsAt));
}

function reasonAlone(reason: Reason, locale: string | undefined, now: Seconds): string {
  const say = tableFor(locale).reason;
  const day = (at: Seconds) => formatDay(at, locale, now);
  const dayOrNull = (at: Seconds | null) => (at === null ? null : day(at));
  const money = (amount: MinorUnits, code: Currency) => formatMoney(amount, code, locale);
  switch (reason.code) {
    case 'overdue': {
      const { date, amount, days, others } = reason;
      const sentence = reason.charge && days === 0 ? say.chargeFailed : say.overdue;
      return sentence(day(date), money(amount, reason.currency), days, others);
    }
    case 'first-payment-incomplete': {
      const { invoice } = reason;
      return say.firstPaymentIncomplete(
        invoice === null ? null : { day: day(invoice.date), amount: money(invoice.amount, invoice.currency) },
        reason.invoicesReadable,
      );
    }
    case 'stripe-says':
      return say.stripeSays(reason.status, reason.invoicesReadable);
    case 'uncollectible':
      return say.uncollectible(day(reason.date), money(reason.amount, reason.currency));
    case 'ended':
      return say.ended(dayOrNull(reason.at));
    case 'first-payment-expired':
      return say.firstPaymentExpired(dayOrNull(reason.at));
    case 'trial-ends-without-payment':
      return say.trialEndsWithoutPayment(dayOrNull(reason.at));
    case 'paused':
      return say.paused(dayOrNull(reason.until));
    case 'paused-after-trial':
      return say.pausedAfterTrial;
    case 'due-today':
      return say.dueToday(reason.amount === null ? null : money(reason.amount, reason.currency));
    case 'due-not-refreshed':
      return say.dueNotRefreshed(day(reason.due), dayOrNull(reason.since));
    case 'renewal-awaited':
      return say.renewalAwaited(day(reason.due));
    case 'invoice-due':
      return say.invoiceDue(day(reason.date), money(reason.amount, reason.currency), day(reason.due));
    case 'invoice-open':
      return say.invoiceOpen(day(reason.date), money(reason.amount, reason.currency));
    case 'payment-under-way':
      return say.paymentUnderWay(day(reason.date));
    case 'invoice-preparing':
      return say.invoicePreparing;
    case 'trial': {
      const { until, charges, monthly } = reason;
      return say.trial(dayOrNull(until), charges, monthly === null ? null : money(monthly, reason.currency));
    }
    case 'renews':
      return say.renews(day(reason.at));
    case 'paid':
      return say.paid(dayOrNull(reason.next), reason.invoicesReadable);
    case 'free':
      return say.free;
    case 'ends':
      return say.ends(day(reason.at));
    case 'end-not-refreshed':
      return say.endNotRefreshed(day(reason.at), dayOrNull(reason.since));
    case 'unknown-status':
      return say.unknownStatus(reason.status);
    case 'not-found':
      return say.notFound(day(reason.since));
    case 'never-read':
      return say.neverRead;
    case 'manual':
      return say.manual(reason.status);
    case 'manual-not-confirmed':
      return say.manualNotConfirmed(calendarDay(reason.day, locale, now));
    case 'not-tracked':
      return say.notTracked;
  }
}

const calendarDay = (date: CalendarDate, locale: string | undefined, now: Seconds) =>
  formatCalendarDate(date, locale, now);

/** A failure in one sentence or two: what is wrong, and what to do. Never holds a secret. */
export function failureWords(failure: Failure, locale?: string): string {
  const { detail } = failure;
  return tableFor(locale).failure[failure.code]({
    permission: detail?.permission ?? null,
    seconds: detail?.seconds ?? null,
    accountName: detail?.accountName ?? null,
    mode: detail?.mode ?? null,
  });
}

/** What a refresh changed for one client: "Acme is now Late." "Borealis pays $300.00 more per month." */
export function changeWords(change: Change, locale?: string): string {
  const words = tableFor(locale);
  const client = readable(change.client);
  if (change.kind === 'missing') return words.change.missing(client);
  if (change.kind === 'status') {
    return words.change.status(client, words.status[change.to]);
  }
  const amount = formatMoney(Math.abs(change.difference) as MinorUnits, currency(change.currency), locale);
  return change.difference < 0 ? words.change.less(client, amount) : words.change.more(client, amount);
}

/** Why a figure is what it is, in one sentence. */
export const noteWords = (note: FigureNote, locale?: string): string => tableFor(locale).note[note];

/** Why there is no next billing date. */
export const noBillingWords = (none: NoBilling, locale?: string): string => tableFor(locale).noBilling[none];

/** What is lost without a permission. */
export const permissionLoss = (permission: Permission, locale?: string): string =>
  tableFor(locale).permissionLoss[permission];

/** One line of a breakdown, without its amount per month, which stands beside it. */
export function breakdownWords(line: BreakdownLine, { locale, now }: WordOptions): string {
  const words = tableFor(locale);
  const say = words.breakdown;
  const money = (amount: MinorUnits) => formatMoney(amount, line.currency, locale);
  switch (line.kind) {
    case 'item': {
      const { product, quantity, tiers, packageOf, interval, count } = line;
      return say.item({
        product,
        quantity,
        unit: unitWords(line.unitAmount, line.currency, locale),
        perPeriod: money(line.perPeriod),
        tiers: tiers !== null,
        packageOf,
        interval,
        count,
      });
    }
    case 'metered':
      return say.metered(line.product);
    case 'item-trial':
      return say.itemTrial(line.product, formatDay(line.until, locale, now));
    case 'discount': {
      const percent = line.percentOff === null ? null : percentWords(line.percentOff, locale);
      const cut = percent ?? (line.amountOff === null ? '' : money(line.amountOff));
      return say.discount(line.name, cut, line.until === null ? null : formatDay(line.until, locale, now));
    }
    case 'tax':
      return say.tax;
    case 'not-counted':
      return say.notCounted(words.note[line.note]);
    case 'unknown':
      return say.unknown(line.product, words.note[line.note]);
    case 'add-on':
      return say.addOn(line.label);
    case 'rounding':
      return say.rounding;
  }
}

/** A price per unit; fractions of a minor unit are shown as Stripe writes them. */
function unitWords(unitAmount: string | null, code: Currency, locale: string | undefined): string | null {
  if (unitAmount === null) return null;
  return /^-?\d{1,15}$/.test(unitAmount) ? formatMoney(Number(unitAmount) as MinorUnits, code, locale) : null;
}

const percentWords = (percent: number, locale: string | undefined): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(
    `${percent}e-2` as Intl.StringNumericLiteral,
  );
