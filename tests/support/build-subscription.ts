import type { SubscriptionId } from '../../lib/model/ids.ts';
import type { Invoice, Price, Subscription, SubscriptionItem } from '../../lib/model/subscription.ts';
import { currency, minorUnits, seconds } from '../../lib/model/units.ts';
import { NOW } from './virtual-time.ts';

const USD = currency('usd');
const inDays = (days: number) => seconds(NOW + 86_400 * days);

export const subscriptionId = (id: string) => id as SubscriptionId;

/** $50 a month. */
export const buildPrice = (change: Partial<Price> = {}): Price => ({
  id: 'price_1',
  productId: 'prod_1',
  nickname: null,
  currency: USD,
  unitAmount: '5000',
  scheme: 'per_unit',
  tiersMode: null,
  recurring: { interval: 'month', count: 1, usage: 'licensed' },
  transform: null,
  taxBehavior: 'exclusive',
  ...change,
});

/** One unit of $50 a month, renewing in 20 days. */
export const buildItem = (change: Partial<SubscriptionItem> = {}): SubscriptionItem => ({
  id: 'si_1',
  price: buildPrice(),
  quantity: 1,
  periodStart: inDays(-10),
  periodEnd: inDays(20),
  trialEnd: null,
  discounts: [],
  taxRates: [],
  ...change,
});

/** $50 a month, active for 100 days, renewing in 20. */
export const buildSubscription = (id: string, change: Partial<Subscription> = {}): Subscription => ({
  id: subscriptionId(id),
  status: 'active',
  currency: USD,
  customer: { id: `cus_${id}`, name: `Customer ${id}`, email: `${id}@example.com`, deleted: false },
  created: inDays(-100),
  startDate: inDays(-100),
  trialEnd: null,
  cancelAt: null,
  cancelAtPeriodEnd: false,
  canceledAt: null,
  endedAt: null,
  pause: null,
  collectionMethod: 'charge_automatically',
  automaticTax: false,
  defaultTaxRates: [],
  items: [buildItem({ id: `si_${id}` })],
  discounts: [],
  customerDiscount: null,
  latestInvoice: null,
  missingSince: null,
  ...change,
});

/** An open invoice of $50, sent 20 days ago and due 5 days ago. */
export const buildInvoice = (change: Partial<Invoice> = {}): Invoice => ({
  id: 'in_1',
  subscriptionId: null,
  customerId: 'cus_1',
  status: 'open',
  currency: USD,
  total: minorUnits(5000),
  amountRemaining: minorUnits(5000),
  subtotal: minorUnits(5000),
  subtotalExcludingTax: null,
  created: inDays(-20),
  finalizedAt: inDays(-20),
  dueDate: inDays(-5),
  nextPaymentAttempt: null,
  attempted: false,
  attemptCount: 0,
  autoAdvance: true,
  collectionMethod: 'send_invoice',
  billingReason: 'subscription_cycle',
  number: null,
  ...change,
});
