import { parseDecimalInput } from './decimal-input.ts';
import { type Formats, formats } from './formats.ts';

export type RateProblem = 'empty' | 'not-a-number' | 'not-positive' | 'too-many-digits';
/** `rate` is decimal text: "0.92". */
export type ParsedRate = { ok: true; rate: string } | { ok: false; code: RateProblem };

const MOST_DIGITS = 10;

/** Reads a rate as people write it in their region, without floating point. */
export function parseRate(text: string, symbols: Pick<Formats, 'symbols'> = formats): ParsedRate {
  const parsed = parseDecimalInput(text, true, symbols);
  if (!parsed.ok) return { ok: false, code: parsed.code === 'negative' ? 'not-positive' : parsed.code };
  const whole = parsed.whole.replace(/^0+/, '');
  const fraction = parsed.fraction.replace(/0+$/, '');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return { ok: false, code: 'not-positive' };
  // Zeros at the end of a whole number say how large it is, not how precise.
  const significant = fraction === '' ? digits.replace(/0+$/, '') : digits;
  if (significant.length > MOST_DIGITS || whole.length > MOST_DIGITS || fraction.length > 2 * MOST_DIGITS)
    return { ok: false, code: 'too-many-digits' };
  return { ok: true, rate: fraction === '' ? whole : `${whole || '0'}.${fraction}` };
}

/** As typed: the region's decimal separator, no grouping. @param rate "0.92" */
export function rateText(rate: string, { symbols }: Pick<Formats, 'symbols'> = formats): string {
  return rate.replace('.', symbols().decimal);
}

/** "1,084.00", "0.92", "0.00613": at least two decimals, so that a group of three is no fraction; none is lost. */
export function rateWords(rate: string, { numberFormat }: Pick<Formats, 'numberFormat'> = formats): string {
  const format = numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 20 });
  return format.format(rate as Intl.StringNumericLiteral);
}
