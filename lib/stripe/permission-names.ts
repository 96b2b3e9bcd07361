/** The reads that a key can be allowed, in our words; the same strings as in the store. */
export const PERMISSION_NAMES = [
  'subscriptions',
  'customers',
  'invoices',
  'prices',
  'products',
  'coupons',
  'events',
] as const;

export type PermissionName = (typeof PERMISSION_NAMES)[number];

/** true: the key may read it. */
export type Permissions = Record<PermissionName, boolean>;

/** Stripe's own names, as they stand in the form for a restricted key and in the text of a 403. */
export const STRIPE_PERMISSION: Readonly<Record<PermissionName, string>> = {
  subscriptions: 'rak_subscription_read',
  customers: 'rak_customer_read',
  invoices: 'rak_invoice_read',
  prices: 'rak_plan_read',
  products: 'rak_product_read',
  coupons: 'rak_coupon_read',
  events: 'rak_event_read',
};

export function permissionOf(stripeName: string): PermissionName | null {
  return PERMISSION_NAMES.find((name) => STRIPE_PERMISSION[name] === stripeName) ?? null;
}
