import { exponent } from '../billing/currencies.ts';
import type { AmountPart } from '../billing/digest.ts';
import type { CalendarDate, Currency, MinorUnits, Seconds } from '../model/units.ts';
import { tableFor } from './tables.ts';

/**
 * Amounts and dates in the user's locale. `locale` is a BCP 47 tag; without one the browser's own is used.
 * Formatters are dear to make and are kept.
 */
const kept = new Map<string, unknown>();

function keep<T>(key: string, make: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) return known as T;
  const made = make();
  if (kept.size > 500) kept.clear();
  kept.set(key, made);
  return made;
}

interface MoneyFormat {
  /** For whole major amounts: digits as the locale writes them, but never more than Stripe has. */
  whole: Intl.NumberFormat;
  /** For the others: all the digits that Stripe has. */
  full: Intl.NumberFormat;
}

function moneyFormat(code: string, digits: number, locale: string | undefined): MoneyFormat {
  return keep(`money ${locale} ${code} ${digits}`, () => {
    const style = { style: 'currency', currency: code } as const;
    const usual = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? digits;
    const format = (fraction: number) =>
      new Intl.NumberFormat(locale, {
        ...style,
        minimumFractionDigits: fraction,
        maximumFractionDigits: fraction,
      });
    return { whole: format(Math.min(usual, digits)), full: format(digits) };
  });
}

/**
 * An amount of minor units, printed: "$300.00", "¥500", "ISK 5". The major amount follows from Stripe's own table of
 * exponents; `Intl` only prints it, from exact decimal text.
 */
export function formatMoney(amount: MinorUnits, currency: Currency, locale?: string): string {
  const digits = exponent(currency);
  const text = majorText(amount, digits);
  const code = currency.toUpperCase();
  let format: MoneyFormat;
  try {
    format = moneyFormat(code, digits, locale);
  } catch {
    // Not a currency code that the browser knows: the number and the code still tell the truth.
    return `${text} ${code}`;
  }
  const isWhole = amount % 10 ** digits === 0;
  return (isWhole ? format.whole : format.full).format(text as Intl.StringNumericLiteral);
}

/** Minor units as decimal text of the major unit: 30050 with 2 digits is "300.50". */
export function majorText(amount: number, digits: number): string {
  if (digits === 0) return String(amount);
  const sign = amount < 0 ? '-' : '';
  const padded = String(Math.abs(amount)).padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

const toDate = (at: Seconds): Date => new Date(at * 1000);

function dateFormat(options: Intl.DateTimeFormatOptions, locale: string | undefined): Intl.DateTimeFormat {
  return keep(`date ${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));
}

const DAY = { day: 'numeric', month: 'short' } as const;
const DAY_AND_YEAR = { ...DAY, year: 'numeric' } as const;

/**
 * A day in the user's zone, short: "12 Nov". With `now`, the year is left out where it is the current one; without, it
 * is always shown.
 */
export function formatDay(at: Seconds, locale?: string, now?: Seconds): string {
  const date = toDate(at);
  if (Number.isNaN(date.getTime())) return '—';
  const sameYear = now !== undefined && toDate(now).getFullYear() === date.getFullYear();
  return dateFormat(sameYear ? DAY : DAY_AND_YEAR, locale).format(date);
}

/** A calendar date that has no zone, as `formatDay` prints days. */
export function formatCalendarDate(date: CalendarDate, locale?: string, now?: Seconds): string {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = date.split('-').map(Number);
  const noonUtc = new Date(Date.UTC(year, month - 1, day, 12));
  if (Number.isNaN(noonUtc.getTime())) return date;
  const sameYear = now !== undefined && toDate(now).getFullYear() === year;
  return dateFormat({ ...(sameYear ? DAY : DAY_AND_YEAR), timeZone: 'UTC' }, locale).format(noonUtc);
}

/** Day and time in the user's zone: "12 Nov 2026, 14:05". */
export function formatDateTime(at: Seconds, locale?: string): string {
  const date = toDate(at);
  if (Number.isNaN(date.getTime())) return '—';
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short' }, locale).format(date);
}

/** "/ month", "/ 3 months". */
export const formatInterval = (interval: string, count: number, locale?: string): string =>
  tableFor(locale).perInterval(interval, count);

/**
 * What is charged per billing period: "$50.00 / month + $600.00 / year + usage". "—": nothing is known, or nothing will
 * be charged.
 */
export function formatAmountParts(parts: readonly AmountPart[], locale?: string): string {
  if (parts.length === 0) return '—';
  const words = tableFor(locale);
  const texts: string[] = [];
  let usage = false;
  for (const part of parts) {
    usage ||= part.usage;
    if (part.amount === 0 && part.usage) continue;
    const amount = part.amount === null ? '—' : formatMoney(part.amount, part.currency, locale);
    const tax = part.taxIncluded && part.amount !== null ? ` ${words.taxIncluded}` : '';
    texts.push(`${amount} ${words.perInterval(part.interval, part.count)}${tax}`);
  }
  const [first] = parts;
  if (texts.length === 0 && first !== undefined) {
    return `${words.usageAlone} ${words.perInterval(first.interval, first.count)}`;
  }
  return [...texts, ...(usage ? [words.usage] : [])].join(' + ');
}
