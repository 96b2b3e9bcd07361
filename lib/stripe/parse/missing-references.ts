import type { Coupon, Price, Subscription } from '../../model/subscription.ts';

export interface KnownReferences {
  products?: { has(id: string): boolean };
  prices?: { get(id: string): { byCurrency: Readonly<Record<string, unknown>> } | undefined };
  coupons?: { get(id: string): Pick<Coupon, 'appliesTo'> | undefined };
}

export interface MissingReferences {
  products: Set<string>;
  /** By price id: currencies wanted besides the price's. */
  prices: Map<string, Set<string>>;
  coupons: Set<string>;
}

/** Terms are missing for tiered prices and other currencies; metered prices count nothing and need none. */
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

function pricesOf({ items, currency, schedule }: Subscription): { price: Price; currency: string }[] {
  const planned = (schedule?.phases ?? []).flatMap((phase) =>
    phase.items.map(({ price }) => ({ price, currency: phase.currency ?? currency })),
  );
  return [...items.map(({ price }) => ({ price, currency })), ...planned];
}

/** The customer's discount applies only if the subscription has none. */
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
