import { exponent } from '../billing/currencies.ts';
import {
  type CalendarDate,
  type Currency,
  type MinorUnits,
  MS_PER_SECOND,
  type Seconds,
} from '../model/units.ts';

export const NOT_KNOWN = '—';

const DAY = { day: 'numeric', month: 'short' } as const;
const DAY_AND_YEAR = { ...DAY, year: 'numeric' } as const;

export type Formats = ReturnType<typeof createFormats>;

/** @param region a BCP 47 tag; default: the browser's */
export function createFormats(region?: string) {
  // Formatters are expensive, so they are cached.
  const cache = new Map<string, unknown>();
  function cached<T>(key: string, make: () => T): T {
    const made = (cache.get(key) as T | undefined) ?? make();
    cache.set(key, made);
    return made;
  }

  const numberFormat = (options: Intl.NumberFormatOptions = {}) =>
    cached(`number ${JSON.stringify(options)}`, () => new Intl.NumberFormat(region, options));
  const figure = (
    value: number,
    options: Intl.NumberFormatOptions,
    printed: () => number | Intl.StringNumericLiteral = () => value,
  ): string => (Number.isFinite(value) ? numberFormat(options).format(printed()) : NOT_KNOWN);
  const dateFormat = (options: Intl.DateTimeFormatOptions = {}) =>
    cached(`date ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(region, options));
  const date = (at: Seconds, options: Intl.DateTimeFormatOptions): string => {
    const value = toDate(at);
    return Number.isNaN(value.getTime()) ? NOT_KNOWN : dateFormat(options).format(value);
  };

  /** Shortens whole major amounts as the region does; never more digits than Stripe has. */
  const moneyFormat = (code: string, digits: number, whole: boolean) =>
    cached(`money ${code} ${digits} ${whole}`, () => {
      const style = { style: 'currency', currency: code } as const;
      const usual = new Intl.NumberFormat(region, style).resolvedOptions().maximumFractionDigits ?? digits;
      const fraction = whole ? Math.min(usual, digits) : digits;
      return new Intl.NumberFormat(region, {
        ...style,
        minimumFractionDigits: fraction,
        maximumFractionDigits: fraction,
      });
    });

  return {
    numberFormat,
    dateFormat,

    number: (value: number): string => figure(value, {}),

    /** "33.33%". @param percent as Stripe writes it: 33.33 */
    percent: (percent: number): string =>
      figure(percent, { style: 'percent', maximumFractionDigits: 4 }, () =>
        // Text that already has an exponent can't take another.
        /e/.test(String(percent)) ? percent / 100 : (`${percent}e-2` as Intl.StringNumericLiteral),
      ),

    /** "$300.00", "¥500", "ISK 5". Decimals follow Stripe's table; `Intl` only prints exact decimal text. */
    money(amount: MinorUnits, currency: Currency): string {
      if (!Number.isFinite(amount)) return NOT_KNOWN;
      const digits = exponent(currency);
      const text = majorText(amount, digits);
      const code = currency.toUpperCase();
      try {
        const format = moneyFormat(code, digits, amount % 10 ** digits === 0);
        return format.format(text as Intl.StringNumericLiteral);
      } catch {
        // The browser doesn't know the currency: print number and code.
        return `${text} ${code}`;
      }
    },

    /** As `money`; from a million on "$1.2M", where a whole amount would have no room. */
    moneyShort(amount: MinorUnits, currency: Currency): string {
      const major = amount / 10 ** exponent(currency);
      if (!(Math.abs(major) >= 1e6)) return this.money(amount, currency);
      try {
        const short = { notation: 'compact', maximumSignificantDigits: 3 } as const;
        return numberFormat({ ...short, style: 'currency', currency: currency.toUpperCase() }).format(major);
      } catch {
        return this.money(amount, currency);
      }
    },

    /** "12 Nov" in the user's zone; omits the year if it is that of `now`. */
    day: (at: Seconds, now?: Seconds): string =>
      date(at, now !== undefined && yearOf(now) === yearOf(at) ? DAY : DAY_AND_YEAR),

    /** "Friday" in the user's zone. */
    weekday: (at: Seconds): string => date(at, { weekday: 'long' }),

    /** "2:25 PM" in the user's zone. */
    time: (at: Seconds): string => date(at, { timeStyle: 'short' }),

    /** A calendar date has no zone. */
    calendarDate(day: CalendarDate, now?: Seconds): string {
      const noonUtc = new Date(`${day}T12:00:00Z`);
      if (Number.isNaN(noonUtc.getTime())) return day;
      const sameYear = now !== undefined && yearOf(now) === noonUtc.getUTCFullYear();
      return dateFormat({ ...(sameYear ? DAY : DAY_AND_YEAR), timeZone: 'UTC' }).format(noonUtc);
    },

    /** "12 Nov, 14:05:09". @param at milliseconds since 1970 */
    moment: (at: number): string =>
      date((at / MS_PER_SECOND) as Seconds, {
        month: 'short',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        second: '2-digit',
      }),

    /** "312 ms"; from ten seconds on "20 sec". */
    duration(milliseconds: number): string {
      const isLong = milliseconds >= 10_000;
      return figure(isLong ? milliseconds / 1000 : milliseconds, {
        style: 'unit',
        unit: isLong ? 'second' : 'millisecond',
        unitDisplay: 'short',
        maximumFractionDigits: isLong ? 1 : 0,
      });
    },

    /** "12 Nov 2026, 14:05" in the user's zone. */
    dateTime: (at: Seconds): string => date(at, { dateStyle: 'medium', timeStyle: 'short' }),

    /** The region's decimal separator and digits. */
    symbols: () =>
      cached('symbols', () => {
        const format = new Intl.NumberFormat(region, { useGrouping: false });
        const decimal = format.formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
        return { decimal, digits: Array.from({ length: 10 }, (_, digit) => format.format(digit)) };
      }),
  };
}

/** Minor units as decimal text: 30050 with 2 digits is "300.50". */
export function majorText(amount: number, digits: number): string {
  if (!Number.isFinite(amount)) return NOT_KNOWN;
  // From 1e21 on, `String` writes an exponent.
  const whole = BigInt(Math.round(Math.abs(amount))).toString();
  const sign = amount < 0 ? '-' : '';
  if (digits === 0) return `${sign}${whole}`;
  const padded = whole.padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

const toDate = (at: Seconds): Date => new Date(at * 1000);
const yearOf = (at: Seconds): number => toDate(at).getFullYear();

export let formats: Formats = createFormats();

export function setRegion(region: string): void {
  formats = createFormats(region);
}
