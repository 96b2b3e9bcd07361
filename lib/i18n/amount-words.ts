import type { AmountPart } from '../billing/digest.ts';
import { t } from './catalogues/clients.ts';
import { formats, NOT_KNOWN } from './formats.ts';

type Rate = Pick<AmountPart, 'amount' | 'currency' | 'interval' | 'count'> & { taxIncluded?: boolean };

/** "$50.00 / month", "$50.00 / 3 months (incl. tax)". */
export function rateWords({ amount, currency, interval, count, taxIncluded = false }: Rate): string {
  const values = { amount: amount === null ? NOT_KNOWN : formats.money(amount, currency), interval, count };
  const rate = t('rate', values);
  return taxIncluded && amount !== null ? t('rate-with-tax', { rate }) : rate;
}

/** "$50.00 / month + $600.00 / year + usage"; "—": unknown, or nothing will be charged. */
export function amountPartsWords(parts: readonly AmountPart[]): string {
  const [first] = parts;
  if (first === undefined) return NOT_KNOWN;
  const rates = parts.filter(({ amount, usage }) => amount !== 0 || !usage).map(rateWords);
  if (rates.length === 0) return t('usage-rate', { interval: first.interval, count: first.count });
  return [...rates, ...(parts.some(({ usage }) => usage) ? [t('usage')] : [])].join(' + ');
}
