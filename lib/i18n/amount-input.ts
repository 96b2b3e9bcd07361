import { type MinorUnits, minorUnits } from '../model/units.ts';

export type AmountProblem = 'empty' | 'not-an-amount' | 'too-many-decimals' | 'negative' | 'too-large';
export type ParsedAmount = { ok: true; amount: MinorUnits } | { ok: false; code: AmountProblem };

/** Digits before the decimal separator: far beyond any invoice, far below where whole numbers lose exactness. */
const MAX_WHOLE_DIGITS = 11;

interface Symbols {
  decimal: string;
  /** The locale's own digits 0 to 9. */
  digits: string[];
}

function symbolsOf(locale: string | undefined): Symbols {
  const format = new Intl.NumberFormat(locale, { useGrouping: false });
  const decimal = format.formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
  return { decimal, digits: Array.from({ length: 10 }, (_, digit) => format.format(digit)) };
}

/**
 * An amount as a person types it, in whole minor units; no floating point on the way.
 * Either of "." and "," may be the decimal separator where only one reading makes sense; where both do ("1.234"),
 * the locale's own decides.
 * @param exponent decimals of the currency (2 for USD, 0 for JPY)
 */
export function parseAmount(text: string, exponent: number, locale?: string): ParsedAmount {
  const { decimal, digits } = symbolsOf(locale);
  let plain = text.normalize('NFKC').replace(/[\s\p{Sc}\u200e\u200f\u061c'’]/gu, '');
  digits.forEach((digit, value) => {
    plain = plain.replaceAll(digit, String(value));
  });
  plain = plain.replaceAll('٫', '.').replaceAll('٬', '');
  if (plain === '') return { ok: false, code: 'empty' };
  if (/^[-−].*\d/.test(plain)) return { ok: false, code: 'negative' };
  if (!/^\d*(?:[.,]\d+)*[.,]?$/.test(plain) || !/\d/.test(plain)) return { ok: false, code: 'not-an-amount' };

  const split = splitDecimals(plain, decimal === '٫' ? '.' : decimal, exponent);
  if (!split) return { ok: false, code: 'not-an-amount' };
  const { whole, fraction } = split;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > exponent) return { ok: false, code: 'too-many-decimals' };
  if (whole.replace(/^0+/, '').length > MAX_WHOLE_DIGITS) return { ok: false, code: 'too-large' };
  return { ok: true, amount: minorUnits(Number(whole + significant.padEnd(exponent, '0'))) };
}

/** Finds the decimal separator; null: the grouping makes no sense. */
function splitDecimals(
  plain: string,
  decimal: string,
  exponent: number,
): { whole: string; fraction: string } | null {
  const separators = plain.match(/[.,]/g) ?? [];
  const last = separators.at(-1);
  if (last === undefined) return { whole: plain, fraction: '' };
  const at = plain.lastIndexOf(last);
  const before = plain.slice(0, at);
  const after = plain.slice(at + 1);
  const grouped = /^[1-9]\d{0,2}(?:([.,])\d{3}(?:\1\d{3})*)?$/;
  const once = separators.filter((s) => s === last).length === 1;
  const couldGroup = after.length === 3 && before !== '' && grouped.test(plain);
  const isDecimal = once && (!couldGroup || (last === decimal && separators.length === 1 && exponent > 0));
  if (!isDecimal) return couldGroup ? { whole: plain.replace(/[.,]/g, ''), fraction: '' } : null;
  if (before !== '' && separators.length > 1 && !grouped.test(before)) return null;
  return { whole: before.replace(/[.,]/g, '') || '0', fraction: after };
}

/** The amount as its owner would type it: the locale's decimal separator, no grouping, no currency. */
export function amountText(amount: MinorUnits, exponent: number, locale?: string): string {
  const { decimal } = symbolsOf(locale);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  const whole = digits.slice(0, -exponent);
  const fraction = digits.slice(-exponent);
  return sign + (/^0+$/.test(fraction) ? whole : `${whole}${decimal}${fraction}`);
}

/** What is wrong and what to do, in one sentence. */
export function amountProblemWords(code: AmountProblem, exponent: number): string {
  switch (code) {
    case 'empty':
      return 'Enter an amount.';
    case 'not-an-amount':
      return exponent === 0 ? 'Enter a whole number, like 1200.' : 'Enter digits only, like 1200 or 49.90.';
    case 'too-many-decimals':
      return exponent === 0
        ? 'This currency has no decimals; enter a whole number.'
        : `This currency has ${exponent} decimals; enter no more than that.`;
    case 'negative':
      return 'Enter an amount of zero or more.';
    case 'too-large':
      return 'This amount is too large; check for extra digits.';
  }
}
