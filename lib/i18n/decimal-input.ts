import { type Formats, formats } from './formats.ts';

export type DecimalProblem = 'empty' | 'not-a-number' | 'negative';
/** `whole` and `fraction` are ASCII digits; `fraction` may be empty. */
export type ParsedDecimal =
  | { ok: true; whole: string; fraction: string }
  | { ok: false; code: DecimalProblem };

/**
 * Reads a number as people write it. "." or "," may be the decimal separator; the locale decides where both
 * readings make sense ("1.234").
 * @param decimals false: the number has none, so that a lone separator before three digits groups them
 */
export function parseDecimalInput(
  text: string,
  decimals: boolean,
  { symbols }: Pick<Formats, 'symbols'> = formats,
): ParsedDecimal {
  const { decimal, digits } = symbols();
  let plain = text.normalize('NFKC').replace(/[\s\p{Sc}\u200e\u200f\u061c'’]/gu, '');
  digits.forEach((digit, value) => {
    plain = plain.replaceAll(digit, String(value));
  });
  plain = plain.replaceAll('٫', '.').replaceAll('٬', '');
  if (plain === '') return { ok: false, code: 'empty' };
  if (/^[-−].*\d/.test(plain)) return { ok: false, code: 'negative' };
  if (!/^\d*(?:[.,]\d+)*[.,]?$/.test(plain) || !/\d/.test(plain)) return { ok: false, code: 'not-a-number' };
  const split = splitDecimals(plain, decimal === '٫' ? '.' : decimal, decimals);
  return split ? { ok: true, ...split } : { ok: false, code: 'not-a-number' };
}

/** null: the grouping makes no sense. */
function splitDecimals(
  plain: string,
  decimal: string,
  decimals: boolean,
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
  const isDecimal = once && (!couldGroup || (last === decimal && separators.length === 1 && decimals));
  if (!isDecimal) return couldGroup ? { whole: plain.replace(/[.,]/g, ''), fraction: '' } : null;
  if (before !== '' && separators.length > 1 && !grouped.test(before)) return null;
  return { whole: before.replace(/[.,]/g, '') || '0', fraction: after };
}
