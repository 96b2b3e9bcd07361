/** What an invoice of the test account adds up to. Plausible, not the product's rules: those are not tested against this. */
import type { Coupon, Discount, Item, Price, Tier } from './wire.ts';

const DAY = 86_400;

/** The same day `months` later, or the last day of that month, as Stripe anchors its periods. */
export function addMonths(at: number, months: number): number {
  const date = new Date(at * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return Math.floor(date.getTime() / 1000);
}

/** When a period of this price that starts at `start` ends; `periods` may be negative. */
export function periodEnd(price: Price, start: number, periods = 1): number {
  const count = (price.recurring?.interval_count ?? 1) * periods;
  switch (price.recurring?.interval) {
    case 'day':
      return start + count * DAY;
    case 'week':
      return start + count * 7 * DAY;
    case 'year':
      return addMonths(start, 12 * count);
    default:
      return addMonths(start, count);
  }
}

function tieredAmount(tiers: readonly Tier[], mode: string | null, quantity: number): number {
  const unit = (tier: Tier): number => Number(tier.unit_amount_decimal ?? 0);
  const flat = (tier: Tier): number => Number(tier.flat_amount_decimal ?? 0);
  const reaches = (tier: Tier): boolean => tier.up_to === null || quantity <= tier.up_to;
  if (mode === 'volume') {
    const tier = tiers.find(reaches);
    return tier ? unit(tier) * quantity + flat(tier) : 0;
  }
  let sum = 0;
  let below = 0;
  for (const tier of tiers) {
    const inTier = Math.min(quantity, tier.up_to ?? quantity) - below;
    if (inTier <= 0 && below > 0) break;
    sum += unit(tier) * Math.max(inTier, 0) + flat(tier);
    below = tier.up_to ?? quantity;
    if (reaches(tier)) break;
  }
  return sum;
}

/** One period of an item in the subscription's currency, before discounts and tax. */
export function itemAmount(item: Pick<Item, 'price' | 'quantity'>, currency: string): number {
  const { price } = item;
  if (price.recurring?.usage_type === 'metered') return 0;
  const terms = price.currency === currency ? price : price.currency_options?.[currency];
  if (!terms) return 0;
  let quantity = item.quantity ?? 1;
  if (price.transform_quantity) {
    const { divide_by: by, round } = price.transform_quantity;
    quantity = round === 'up' ? Math.ceil(quantity / by) : Math.floor(quantity / by);
  }
  if (price.billing_scheme === 'tiered') {
    return Math.round(tieredAmount(terms.tiers ?? [], price.tiers_mode, quantity));
  }
  return Math.round(Number(terms.unit_amount_decimal ?? 0) * quantity);
}

/** How much the discounts take off an invoice of this size. */
export function discountAmount(
  subtotal: number,
  currency: string,
  discounts: readonly Discount[],
  coupon: (id: string) => Coupon | undefined,
): number {
  let left = subtotal;
  for (const discount of discounts) {
    const terms = discount.source.coupon ? coupon(discount.source.coupon) : undefined;
    if (!terms) continue;
    const off =
      terms.percent_off !== null
        ? Math.round((left * terms.percent_off) / 100)
        : terms.currency === currency
          ? (terms.amount_off ?? 0)
          : (terms.currency_options?.[currency]?.amount_off ?? 0);
    left = Math.max(0, left - off);
  }
  return subtotal - left;
}
