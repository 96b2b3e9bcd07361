import type { AmountPart } from '../billing/digest.ts';
import { formatAmountParts } from './format.ts';

interface Labelled {
  customer: string;
  product: string;
  amounts: readonly AmountPart[];
}

/** What a subscription is known by in dropdowns: its customer, product, and amount with interval. */
export const subscriptionParts = ({ customer, product, amounts }: Labelled): [string, string, string] => [
  customer,
  product,
  formatAmountParts(amounts),
];

/** "Acme · Retainer · $300.00 / month". */
export const subscriptionLabel = (subscription: Labelled): string =>
  subscriptionParts(subscription).join(' · ');

/** Stripe's own statuses; another one is shown as Stripe writes it. */
const STATUS_WORDS: Record<string, string> = {
  active: 'Active',
  trialing: 'In trial',
  past_due: 'Past due',
  unpaid: 'Unpaid',
  paused: 'Paused',
  incomplete: 'Incomplete',
  incomplete_expired: 'Expired',
  canceled: 'Canceled',
};

export const subscriptionStatusWord = (status: string): string => STATUS_WORDS[status] ?? status;
