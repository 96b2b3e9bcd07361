import type { Permissions } from '../model/connection.ts';

/** Stripe refuses a request whose expansion has more steps; on lists, `data` is one of them. */
export const MAX_EXPANSION_DEPTH = 4;

/**
 * What to expand in a list of subscriptions: only what the key may read, since one forbidden expansion fails the
 * whole request. `latestInvoice: false` leaves out the invoice, which makes pages heavy.
 * Discounts need the permission for coupons; without it their ids remain. Coupons of an item's discount would be
 * five steps deep; they come from the list of coupons.
 */
export function expansionsFor(
  permissions: Permissions,
  { latestInvoice = true }: { latestInvoice?: boolean } = {},
): string[] {
  return [
    ...(permissions.customers ? ['data.customer'] : []),
    ...(permissions.invoices && latestInvoice ? ['data.latest_invoice'] : []),
    ...(permissions.coupons ? ['data.discounts.source.coupon', 'data.items.data.discounts'] : []),
  ];
}

/** The same for a read by id: without the `data.` of lists. */
export function expansionsOfOne(listExpansions: readonly string[]): string[] {
  return listExpansions.map((path) => (path.startsWith('data.') ? path.slice('data.'.length) : path));
}

/** What of it holds for the items of one subscription, read as a list of their own. */
export function expansionsOfItems(listExpansions: readonly string[]): string[] {
  const prefix = 'data.items.';
  return listExpansions.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}
