import type { Currency } from '../model/units.ts';

const COMMON = ['usd', 'eur', 'gbp', 'chf', 'cad', 'aud', 'jpy', 'brl', 'inr'];

/** Every currency once, in lower case: those of `first`, common ones, then all that the browser knows. */
export function currencyCodes(first: readonly string[]): Currency[] {
  const known = Intl.supportedValuesOf('currency').map((code) => code.toLowerCase());
  return [...new Set([...first, ...COMMON, ...known])] as Currency[];
}
