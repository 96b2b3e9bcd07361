import { type MinorUnits, minorUnits } from '../model/units.ts';
import { t } from './catalogues/dialog.ts';
import { type Formats, formats } from './formats.ts';

export type AmountProblem = 'empty' | 'not-an-amount' | 'too-many-decimals' | 'negative' | 'too-large';
export type ParsedAmount = { ok: true; amount: MinorUnits } | { ok: false; code: AmountProblem };

/** Far beyond any invoice, far below the limit of safe integers. */
const MAX_WHOLE_DIGITS = 11;

/**
 * Parses to minor units without floating point. "." or "," may be the decimal separator; the locale decides
 * where both readings make sense ("1.234").
 * @param exponent decimals of the currency (2 for USD, 0 for JPY)
 */
export function parseAmount(
  text: string,
  exponent: number,
  { symbols }: Pick<Formats, 'symbols'> = formats,
): ParsedAmount {
  const { decimal, digits } = symbols();
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

/** null: the grouping makes no sense. */
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

/** As typed: the locale's decimal separator, no grouping, no currency. */
export function amountText(
  amount: MinorUnits,
  exponent: number,
  { symbols }: Pick<Formats, 'symbols'> = formats,
): string {
  const { decimal } = symbols();
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  const whole = digits.slice(0, -exponent);
  const fraction = digits.slice(-exponent);
  return sign + (/^0+$/.test(fraction) ? whole : `${whole}${decimal}${fraction}`);
}

export function amountProblemWords(code: AmountProblem, exponent: number): string {
  switch (code) {
    case 'too-many-decimals':
      return exponent === 0
        ? t('amount.too-many-decimals-whole')
        : t('amount.too-many-decimals', { decimals: exponent });
    case 'not-an-amount':
      return t(exponent === 0 ? 'amount.not-an-amount-whole' : 'amount.not-an-amount');
    default:
      return t(`amount.${code}`);
  }
}
