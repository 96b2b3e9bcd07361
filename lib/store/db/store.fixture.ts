import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import type { ClientId, ConnectionId, SubscriptionId } from '../../model/ids.ts';
import type { Invoice, Subscription } from '../../model/subscription.ts';
import { currency, minorUnits, seconds } from '../../model/units.ts';
import type { ClientDraft } from '../records/clients.ts';
import { closeStore, openStore, type Store } from './open.ts';
import type { ConnectionRecord } from './schema.ts';

/** An empty store in a new, in-memory IndexedDB. */
export async function emptyStore(): Promise<Store> {
  await closeStore();
  globalThis.indexedDB = new IDBFactory();
  return openStore();
}

export const NOW = seconds(1_763_800_000);
export const ACCOUNT = 'conn-1' as ConnectionId;

export const connection = (change: Partial<ConnectionRecord> = {}): ConnectionRecord => ({
  id: ACCOUNT,
  accountDigest: 'digest of acct_1',
  accountName: 'Studio',
  mode: 'live',
  keyKind: 'restricted',
  keyHint: 'abcd',
  connected: true,
  permissions: {
    subscriptions: true,
    customers: true,
    invoices: true,
    prices: true,
    products: true,
    coupons: true,
    events: true,
  },
  generation: 1,
  eventsPosition: null,
  lastRefresh: NOW,
  lastFullRead: NOW,
  createdAt: NOW,
  ...change,
});

export const draft = (change: Partial<ClientDraft> = {}): ClientDraft => ({
  name: 'Acme',
  email: '',
  type: '',
  service: '',
  notes: '',
  links: [],
  manual: null,
  addOns: [],
  ...change,
});

export const subscriptionId = (id: string) => id as SubscriptionId;
export const clientId = (id: string) => id as ClientId;

/** $50 a month, active, renewing in 20 days. */
export const subscription = (id: string, change: Partial<Subscription> = {}): Subscription => ({
  id: subscriptionId(id),
  status: 'active',
  currency: currency('usd'),
  customer: { id: `cus_${id}`, name: `Customer ${id}`, email: `${id}@example.com`, deleted: false },
  created: seconds(NOW - 86_400 * 100),
  startDate: seconds(NOW - 86_400 * 100),
  trialEnd: null,
  cancelAt: null,
  cancelAtPeriodEnd: false,
  canceledAt: null,
  endedAt: null,
  pause: null,
  collectionMethod: 'charge_automatically',
  automaticTax: false,
  defaultTaxRates: [],
  items: [
    {
      id: `si_${id}`,
      price: {
        id: 'price_1',
        productId: 'prod_1',
        nickname: null,
        currency: currency('usd'),
        unitAmount: '5000',
        scheme: 'per_unit',
        tiersMode: null,
        recurring: { interval: 'month', count: 1, usage: 'licensed' },
        transform: null,
        taxBehavior: 'exclusive',
      },
      quantity: 1,
      periodStart: seconds(NOW - 86_400 * 10),
      periodEnd: seconds(NOW + 86_400 * 20),
      trialEnd: null,
      discounts: [],
      taxRates: [],
    },
  ],
  discounts: [],
  customerDiscount: null,
  latestInvoice: null,
  missingSince: null,
  ...change,
});

export const openInvoice = (id: string, of: string | null, change: Partial<Invoice> = {}): Invoice => ({
  id,
  subscriptionId: of === null ? null : subscriptionId(of),
  customerId: of === null ? null : `cus_${of}`,
  status: 'open',
  currency: currency('usd'),
  total: minorUnits(5000),
  amountRemaining: minorUnits(5000),
  subtotal: minorUnits(5000),
  subtotalExcludingTax: null,
  created: seconds(NOW - 86_400 * 20),
  finalizedAt: seconds(NOW - 86_400 * 20),
  dueDate: seconds(NOW - 86_400 * 5),
  nextPaymentAttempt: null,
  attempted: false,
  attemptCount: 0,
  autoAdvance: true,
  collectionMethod: 'send_invoice',
  billingReason: 'subscription_cycle',
  number: id,
  ...change,
});
