import type { Coupon, Price, Subscription } from '../../model/subscription.ts';

/** What is at hand already; without it everything counts as missing. */
export interface KnownReferences {
  products?: { has(id: string): boolean };
  prices?: { get(id: string): { byCurrency: Readonly<Record<string, unknown>> } | undefined };
  coupons?: { get(id: string): Pick<Coupon, 'appliesTo'> | undefined };
}

export interface MissingReferences {
  products: Set<string>;
  /** By price id: the currencies that its terms are wanted in besides its own (often none). */
  prices: Map<string, Set<string>>;
  coupons: Set<string>;
}

/**
 * What these subscriptions refer to and what has still to be read for their figures:
 * names of products; terms of prices that are tiered or in another currency than the subscription (metered ones
 * count nothing and need none); coupons of discounts that can hold.
 * Pure; ids come in the order first met.
 */
export function missingReferences(
  subscriptions: Iterable<Subscription>,
  known: KnownReferences = {},
): MissingReferences {
  const missing: MissingReferences = { products: new Set(), prices: new Map(), coupons: new Set() };
  for (const subscription of subscriptions) {
    for (const { price, currency } of pricesOf(subscription)) {
      if (price.productId !== '' && !known.products?.has(price.productId))
        missing.products.add(price.productId);
      const differs = price.currency !== currency;
      const needsTerms = price.recurring?.usage !== 'metered' && (price.scheme === 'tiered' || differs);
      if (!needsTerms || price.id === '') continue;
      const terms = known.prices?.get(price.id);
      if (terms && Object.hasOwn(terms.byCurrency, currency)) continue;
      const currencies = missing.prices.get(price.id) ?? new Set();
      if (differs) currencies.add(currency);
      missing.prices.set(price.id, currencies);
    }
    for (const couponId of couponIdsOf(subscription)) {
      const coupon = known.coupons?.get(couponId);
      if (!coupon || coupon.appliesTo === undefined) missing.coupons.add(couponId);
    }
  }
  return missing;
}

/** The prices that it has and those that its schedule plans, each with the currency that it is charged in. */
function pricesOf({ items, currency, schedule }: Subscription): { price: Price; currency: string }[] {
  const planned = (schedule?.phases ?? []).flatMap((phase) =>
    phase.items.map(({ price }) => ({ price, currency: phase.currency ?? currency })),
  );
  return [...items.map(({ price }) => ({ price, currency })), ...planned];
}

/** The customer's discount holds only where the subscription lists none of its own. */
function couponIdsOf({ discounts, items, customerDiscount, schedule }: Subscription): string[] {
  const customers = discounts.length === 0 && customerDiscount !== null ? [customerDiscount] : [];
  const parts = [{ discounts, items }, ...(schedule?.phases ?? [])];
  return [
    ...parts.flatMap((part) => [...part.discounts, ...part.items.flatMap((item) => item.discounts)]),
    ...customers,
  ]
    .map((discount) => discount.couponId)
    .filter((couponId) => couponId !== null);
}
