import type { Permissions } from '../model/permissions.ts';

/** Stripe's limit; on lists, `data` counts as one level. */
export const MAX_EXPANSION_DEPTH = 4;

/**
 * Only what the key may read: one forbidden expansion fails the whole request. An item's coupons would be
 * five levels deep, so they come from the list of coupons.
 */
export function expansionsFor(permissions: Permissions): string[] {
  return [
    ...(permissions.customers ? ['data.customer'] : []),
    ...(permissions.invoices ? ['data.latest_invoice'] : []),
    ...(permissions.coupons ? ['data.discounts.source.coupon', 'data.items.data.discounts'] : []),
  ];
}

/** For a read by id: without the `data.` of lists. */
export function expansionsOfOne(listExpansions: readonly string[]): string[] {
  return listExpansions.map((path) => (path.startsWith('data.') ? path.slice('data.'.length) : path));
}

export function expansionsOfItems(listExpansions: readonly string[]): string[] {
  const prefix = 'data.items.';
  return listExpansions.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

/** A phase's price may belong to no subscription yet. `items`: for a read by id; too deep in a list. */
export function expansionsOfSchedules(
  { prices, coupons }: Permissions,
  { items = false }: { items?: boolean } = {},
): string[] {
  return [
    ...(prices ? ['phases.items.price'] : []),
    ...(coupons ? ['phases.discounts.coupon'] : []),
    ...(coupons && items ? ['phases.items.discounts.coupon'] : []),
  ];
}
