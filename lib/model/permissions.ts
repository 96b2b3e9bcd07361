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
