import Fraction from 'fraction.js';
import type { MinorUnits } from '../model/units.ts';

/**
 * An exact rational number, made only here from integers or decimal text. No function takes a float, and only
 * `roundHalfAway` and `roundedExact` round.
 */
declare const exactBrand: unique symbol;
export interface Exact {
  readonly [exactBrand]: true;
}

const wrap = (value: Fraction): Exact => value as unknown as Exact;
const open = (value: Exact): Fraction => value as unknown as Fraction;

export const ZERO: Exact = wrap(new Fraction(0n, 1n));
export const ONE: Exact = wrap(new Fraction(1n, 1n));

/** Throws unless it is an integer: parsers have already checked stored data. */
export function whole(value: number): Exact {
  if (!Number.isSafeInteger(value)) throw new RangeError('not a whole number');
  return wrap(new Fraction(BigInt(value), 1n));
}

export function ratio(numerator: number, denominator: number): Exact {
  return divide(whole(numerator), whole(denominator));
}

const DECIMAL = /^(-?\d{1,40})(?:\.(\d{1,40}))?(?:e([+-]?\d{1,2}))?$/i;

/** Parses "1050", "0.5", "1e-7"; null: not a decimal number. */
export function parseDecimal(text: string): Exact | null {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return null;
  const [, integer, fraction = '', power = ''] = match;
  const shift = Number(power) - fraction.length;
  const digits = BigInt(`${integer}${fraction}`);
  const scale = 10n ** BigInt(Math.abs(shift));
  return wrap(shift >= 0 ? new Fraction(digits * scale, 1n) : new Fraction(digits, scale));
}

/** Stripe sends percentages as JSON numbers: 33.33 means 3333/10000, whatever its binary form. */
export function parsePercent(percent: number): Exact | null {
  const value = parseDecimal(String(percent));
  return value === null ? null : divide(value, whole(100));
}

export const add = (a: Exact, b: Exact): Exact => wrap(open(a).add(open(b)));
export const subtract = (a: Exact, b: Exact): Exact => wrap(open(a).sub(open(b)));
export const multiply = (a: Exact, b: Exact): Exact => wrap(open(a).mul(open(b)));
/** Throws on division by zero. */
export const divide = (a: Exact, b: Exact): Exact => wrap(open(a).div(open(b)));
export const negate = (a: Exact): Exact => wrap(open(a).neg());
export const compare = (a: Exact, b: Exact): number => open(a).compare(open(b));
export const lesser = (a: Exact, b: Exact): Exact => (compare(a, b) <= 0 ? a : b);
export const isPositive = (a: Exact): boolean => compare(a, ZERO) > 0;
export const sum = (values: readonly Exact[]): Exact => values.reduce(add, ZERO);

/** Halves away from zero: 0.5 is 1, -0.5 is -1. */
export const roundHalfAway = (value: Exact): MinorUnits => Number(nearest(value)) as MinorUnits;

/** Like `roundHalfAway`, also beyond safe integers. */
export const roundedExact = (value: Exact): Exact => wrap(new Fraction(nearest(value), 1n));

function nearest(value: Exact): bigint {
  const { s, n, d } = open(value);
  const rounded = (2n * n + d) / (2n * d);
  return s < 0n ? -rounded : rounded;
}

/** "250/3", "-7", "0": the inverse of `fromText`. */
export const toText = (value: Exact): string => open(value).toFraction();

export function fromText(text: string): Exact | null {
  const match = /^(-?\d{1,400})(?:\/(\d{1,400}))?$/.exec(text);
  if (match === null) return null;
  const [, numerator, denominator = '1'] = match;
  const d = BigInt(denominator);
  return d === 0n ? null : wrap(new Fraction(BigInt(`${numerator}`), d));
}
