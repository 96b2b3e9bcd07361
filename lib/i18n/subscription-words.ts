import type { AmountPart } from '../billing/digest.ts';
import { amountPartsWords } from './amount-words.ts';
import { t } from './catalogues/clients.ts';

interface Labelled {
  customer: string;
  product: string;
  amounts: readonly AmountPart[];
}

export const subscriptionParts = ({ customer, product, amounts }: Labelled): [string, string, string] => [
  customer,
  product,
  amountPartsWords(amounts),
];

export const subscriptionLabel = (subscription: Labelled): string =>
  subscriptionParts(subscription).join(' · ');

/** Unknown statuses are shown as Stripe writes them. */
export const subscriptionStatusWord = (status: string): string => t('subscription-status', { status });
