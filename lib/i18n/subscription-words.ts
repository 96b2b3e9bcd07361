import type { AmountPart } from '../billing/digest.ts';
import { amountPartsWords } from './amount-words.ts';
import { t } from './catalogues/clients.ts';

interface Labelled {
  customer: string;
  product: string;
  amounts: readonly AmountPart[];
}

/** What a subscription is known by in dropdowns: its customer, product, and amount with interval. */
export const subscriptionParts = ({ customer, product, amounts }: Labelled): [string, string, string] => [
  customer,
  product,
  amountPartsWords(amounts),
];

/** "Acme · Retainer · $300.00 / month". */
export const subscriptionLabel = (subscription: Labelled): string =>
  subscriptionParts(subscription).join(' · ');

/** A status of Stripe's, in Stripe's words; one that this version does not know, as Stripe writes it. */
export const subscriptionStatusWord = (status: string): string => t('subscription-status', { status });
