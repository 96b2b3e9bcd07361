/** Only `subscriptions` is required. */
export const PERMISSIONS = [
  'subscriptions',
  'customers',
  'invoices',
  'prices',
  'products',
  'coupons',
  'events',
  'schedules',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export type Permissions = Record<Permission, boolean>;

/** Stripe's names, as in the form for a restricted key and in the text of a 403. */
export const STRIPE_PERMISSION: Readonly<Record<Permission, string>> = {
  subscriptions: 'rak_subscription_read',
  customers: 'rak_customer_read',
  invoices: 'rak_invoice_read',
  prices: 'rak_plan_read',
  products: 'rak_product_read',
  coupons: 'rak_coupon_read',
  events: 'rak_event_read',
  schedules: 'rak_subscription_schedule_read',
};

export function permissionOf(stripeName: string): Permission | null {
  return PERMISSIONS.find((name) => STRIPE_PERMISSION[name] === stripeName) ?? null;
}
