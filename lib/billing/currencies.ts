import type { Currency } from '../model/units.ts';

/**
 * Stripe's own table, which differs from ISO 4217 and `Intl` (5 ISK is 500, 5 UGX is 500, 5 MGA is 5).
 * Source: Stripe's documentation, "Supported currencies", zero-decimal and three-decimal currencies.
 */
const ZERO_DECIMALS = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMALS = new Set('bhd jod kwd omr tnd'.split(' '));

/** Decimals of the major unit: 2 for USD, 0 for JPY, 3 for KWD; 2 for unknown currencies. */
export function exponent(currency: Currency): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  if (ZERO_DECIMALS.has(code)) return 0;
  return THREE_DECIMALS.has(code) ? 3 : 2;
}
