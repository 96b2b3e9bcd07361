import type { Permission } from '../../model/permissions.ts';
import type { Sdk } from './requests.ts';

/** One small list per permission: an answer proves it, a 403 that it is missing. */
export const PROBES: Record<Permission, (sdk: Sdk) => Promise<unknown>> = {
  subscriptions: (sdk) => sdk.subscriptions.list({ limit: 1, status: 'all' }),
  customers: (sdk) => sdk.customers.list({ limit: 1 }),
  invoices: (sdk) => sdk.invoices.list({ limit: 1 }),
  prices: (sdk) => sdk.prices.list({ limit: 1 }),
  products: (sdk) => sdk.products.list({ limit: 1 }),
  coupons: (sdk) => sdk.coupons.list({ limit: 1 }),
  events: (sdk) => sdk.events.list({ limit: 1 }),
  schedules: (sdk) => sdk.subscriptionSchedules.list({ limit: 1 }),
};
