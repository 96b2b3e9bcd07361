import { type MinorUnits, minorUnits } from '../model/units.ts';
import { t } from './catalogues/dialog.ts';
import { parseDecimalInput } from './decimal-input.ts';
import { type Formats, formats } from './formats.ts';

export type AmountProblem = 'empty' | 'not-an-amount' | 'too-many-decimals' | 'negative' | 'too-large';
export type ParsedAmount = { ok: true; amount: MinorUnits } | { ok: false; code: AmountProblem };

/** Far beyond any invoice, far below the limit of safe integers. */
const MAX_WHOLE_DIGITS = 11;

/**
 * Parses to minor units without floating point, as `parseDecimalInput` reads numbers.
 * @param exponent decimals of the currency (2 for USD, 0 for JPY)
 */
export function parseAmount(
  text: string,
  exponent: number,
  symbols: Pick<Formats, 'symbols'> = formats,
): ParsedAmount {
  const parsed = parseDecimalInput(text, exponent > 0, symbols);
  if (!parsed.ok) return { ok: false, code: parsed.code === 'not-a-number' ? 'not-an-amount' : parsed.code };
  const { whole, fraction } = parsed;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > exponent) return { ok: false, code: 'too-many-decimals' };
  if (whole.replace(/^0+/, '').length > MAX_WHOLE_DIGITS) return { ok: false, code: 'too-large' };
  return { ok: true, amount: minorUnits(Number(whole + significant.padEnd(exponent, '0'))) };
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
