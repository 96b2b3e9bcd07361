/** What a key may be allowed to read. Only `subscriptions` is indispensable. */
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

/** true: the key may read it. */
export type Permissions = Record<Permission, boolean>;
