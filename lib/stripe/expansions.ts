import type { Permissions } from '../model/permissions.ts';

/** Stripe refuses deeper expansions; on lists, `data` is one level. */
export const MAX_EXPANSION_DEPTH = 4;

/**
 * What to expand in a list of subscriptions: only what the key may read, because one forbidden expansion fails the
 * whole request. Expanded discounts need the permission for coupons. The coupons of an item's discount would be five
 * levels deep; they come from the list of coupons.
 */
export function expansionsFor(permissions: Permissions): string[] {
  return [
    ...(permissions.customers ? ['data.customer'] : []),
    ...(permissions.invoices ? ['data.latest_invoice'] : []),
    ...(permissions.coupons ? ['data.discounts.source.coupon', 'data.items.data.discounts'] : []),
  ];
}

/** The same for a read by id: without the `data.` of lists. */
export function expansionsOfOne(listExpansions: readonly string[]): string[] {
  return listExpansions.map((path) => (path.startsWith('data.') ? path.slice('data.'.length) : path));
}

/** The same for a list of one subscription's items: only the paths below an item. */
export function expansionsOfItems(listExpansions: readonly string[]): string[] {
  const prefix = 'data.items.';
  return listExpansions.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

/**
 * For schedules: prices of phases may be of no subscription yet. The coupons of an item's discounts would be five steps
 * deep in a list; `items`: for a read by id.
 */
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
