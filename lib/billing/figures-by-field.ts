import type { Discount, Readable, Subscription, SubscriptionItem } from '../model/subscription.ts';

/** Parts of a subscription that can be unknown independently. */
export type Figure = 'status' | 'amount' | 'monthly' | 'next';

const EVERY: readonly Figure[] = ['status', 'amount', 'monthly', 'next'];
const MONEY: readonly Figure[] = ['status', 'amount', 'monthly'];
const PERIOD: readonly Figure[] = ['status', 'amount', 'next'];

/** The figures that need each field. A field not listed here affects all. */
const OF_SUBSCRIPTION: Readonly<Record<string, readonly Figure[]>> = {
  automatic_tax: ['amount', 'monthly'],
  default_tax_rates: ['amount', 'monthly'],
  tax_percent: ['amount', 'monthly'],
  currency: MONEY,
  plan: MONEY,
  quantity: MONEY,
  current_period_end: PERIOD,
  current_period_start: PERIOD,
  latest_invoice: ['status', 'monthly'],
  billing: ['status'],
  collection_method: ['status'],
  days_until_due: ['status'],
  default_payment_method: ['status'],
  default_source: ['status'],
  status_details: ['status'],
  trial_settings: ['status'],
  canceled_at: [],
  created: [],
  ended_at: [],
  start: [],
  start_date: [],
};

const OF_CUSTOMER: Readonly<Record<string, readonly Figure[]>> = { deleted: [] };

const OF_ITEM: Readonly<Record<string, readonly Figure[]>> = {
  billed_until: PERIOD,
  current_period_end: PERIOD,
  current_period_start: PERIOD,
};

const wasUnreadable = ({ unreadable = [] }: Readable, ...names: readonly string[]): boolean =>
  names.some((name) => unreadable.includes(name));

export const startIsReadable = (facts: Subscription): boolean => !wasUnreadable(facts, 'start_date', 'start');
export const createdIsReadable = (facts: Subscription): boolean => !wasUnreadable(facts, 'created');
export const endIsReadable = (facts: Subscription): boolean =>
  !wasUnreadable(facts, 'ended_at', 'canceled_at');

export const priceIsUnreadable = ({ unreadable = [] }: SubscriptionItem): boolean =>
  unreadable.some((name) => OF_ITEM[name] === undefined);

export function unreadableFigures(facts: Subscription): Set<Figure> {
  const figures = new Set<Figure>();
  const need = (of: Readable, table: Readonly<Record<string, readonly Figure[]>>, otherwise = EVERY) => {
    for (const name of of.unreadable ?? [])
      for (const figure of table[name] ?? otherwise) figures.add(figure);
  };
  need(facts, OF_SUBSCRIPTION);
  need(facts.customer, OF_CUSTOMER, ['status']);
  for (const item of facts.items) need(item, OF_ITEM, MONEY);
  if (facts.latestInvoice?.unreadable !== undefined) {
    figures.add('status');
    if (facts.automaticTax) figures.add('monthly');
  }
  if (facts.schedule?.unreadable !== undefined) for (const figure of EVERY) figures.add(figure);
  return figures;
}

export const discountIsReadable = ({ unreadable, coupon }: Discount): boolean =>
  unreadable === undefined && coupon?.unreadable === undefined;
