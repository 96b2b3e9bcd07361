import type { Catalogue, Coupon, Discount } from '../model/subscription.ts';
import type { Currency, Seconds } from '../model/units.ts';
import { discountIsReadable } from './figures-by-field.ts';
import {
  compare,
  divide,
  type Exact,
  isPositive,
  lesser,
  multiply,
  ONE,
  parsePercent,
  subtract,
  sum,
  toText,
  whole,
  ZERO,
} from './money.ts';
import { ownEntry } from './tiers.ts';

export interface DiscountTerms {
  discount: Discount;
  name: string | null;
  /** As Stripe writes it; null: an amount, or unknown. */
  percentOff: number | null;
  /** null: the coupon has no amount in this currency, so it takes nothing. */
  cut: { kind: 'percent'; share: Exact } | { kind: 'amount'; amount: Exact } | null;
  /** `once` or `repeating`: ends by itself. */
  temporary: boolean;
  products: ReadonlySet<string> | null;
  /** false: amount, products or duration is unknown. */
  known: boolean;
  readable: boolean;
}

/** A coupon ID can be reused by a later coupon. */
const isSame = (one: Coupon, other: Coupon): boolean =>
  one.created === undefined || other.created === undefined || one.created === other.created;

/**
 * The coupon as it was when the discount was given; undefined: unknown. The terms inside the discount hold.
 * The list adds what Stripe sends only there (products, other currencies), if its coupon is the same one.
 */
export function couponOf(discount: Discount, coupons: ReadonlyMap<string, Coupon>): Coupon | undefined {
  const { coupon: own, start } = discount;
  const listed = coupons.get(discount.couponId ?? '');
  if (own === undefined) {
    // Created after the discount was given, so a different coupon.
    const isLater = listed?.created != null && start !== null && listed.created > start;
    return isLater ? undefined : listed;
  }
  if (listed === undefined || !isSame(own, listed)) return own;
  return {
    ...own,
    name: own.name ?? listed.name,
    amountOff: { ...listed.amountOff, ...own.amountOff },
    appliesTo: own.appliesTo === undefined ? listed.appliesTo : own.appliesTo,
  };
}

/**
 * Unknown if the coupon is deleted or not permitted, its products were not read, or its duration is new to
 * us.
 */
export function discountTerms(discount: Discount, catalogue: Catalogue, currency: Currency): DiscountTerms {
  const coupon = couponOf(discount, catalogue.coupons);
  const readable = discountIsReadable(discount) && coupon?.unreadable === undefined;
  // Only a repeating discount has an end (Stripe's API reference, Discount.end).
  const temporary =
    coupon === undefined
      ? discount.end !== null
      : coupon.duration === 'once' || coupon.duration === 'repeating';
  const terms = {
    discount,
    name: coupon?.name ?? null,
    percentOff: coupon?.percentOff ?? null,
    temporary,
    readable,
  };
  if (
    !readable ||
    coupon === undefined ||
    coupon.appliesTo === undefined ||
    !(temporary || coupon.duration === 'forever')
  ) {
    return { ...terms, cut: null, products: null, known: false };
  }
  const { appliesTo } = coupon;
  const products = appliesTo === null || appliesTo.length === 0 ? null : new Set(appliesTo);
  const cut = cutOf(coupon, currency);
  return { ...terms, cut: cut ?? null, products, known: cut !== undefined };
}

/** null: no amount in this currency; undefined: unreadable. */
function cutOf(coupon: Coupon, currency: Currency): DiscountTerms['cut'] | undefined {
  if (coupon.percentOff !== null) {
    const share = parsePercent(coupon.percentOff);
    if (share === null) return undefined;
    return { kind: 'percent', share: isPositive(share) ? lesser(share, ONE) : ZERO };
  }
  const amount = ownEntry(coupon.amountOff, currency);
  if (amount === undefined) return null;
  return Number.isSafeInteger(amount) ? { kind: 'amount', amount: whole(amount) } : undefined;
}

/** A discount applies to invoices dated strictly before its end (docs/mrr.md). */
export const inForce = ({ end }: Discount, at: Seconds): boolean => end === null || at < end;

/** What one item costs for one period, while discounts are subtracted. */
export interface Charge {
  productId: string;
  perMonth: Exact;
  gross: Exact;
  left: Exact;
  cuts: { terms: DiscountTerms; amount: Exact }[];
}

const covers = (terms: DiscountTerms, charge: Charge): boolean =>
  (terms.products === null || terms.products.has(charge.productId)) && isPositive(charge.left);

function take(charge: Charge, terms: DiscountTerms, amount: Exact): void {
  charge.left = subtract(charge.left, amount);
  charge.cuts.push({ terms, amount });
}

/** Subtracts a discount from the charges it covers, never below zero. */
export function takeDiscount(
  terms: DiscountTerms,
  cut: NonNullable<DiscountTerms['cut']>,
  charges: readonly Charge[],
): void {
  const covered = charges.filter((charge) => covers(terms, charge));
  if (cut.kind === 'amount') takeAmount(terms, cut.amount, covered);
  else for (const charge of covered) take(charge, terms, multiply(charge.left, cut.share));
}

/**
 * An amount is taken once per invoice. Every invoice has the items of the shortest interval, so those pay
 * first, then the next longer interval; within an interval, in proportion.
 */
function takeAmount(terms: DiscountTerms, amount: Exact, covered: readonly Charge[]): void {
  let remaining = amount;
  for (const charges of byInterval(covered)) {
    if (!isPositive(remaining)) return;
    const available = sum(charges.map((charge) => charge.left));
    const taken = lesser(remaining, available);
    const share = divide(taken, available);
    for (const charge of charges) take(charge, terms, multiply(charge.left, share));
    remaining = subtract(remaining, taken);
  }
}

export function byInterval<T extends { perMonth: Exact }>(charges: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const charge of [...charges].sort((a, b) => compare(b.perMonth, a.perMonth))) {
    const length = toText(charge.perMonth);
    const group = groups.get(length);
    if (group === undefined) groups.set(length, [charge]);
    else group.push(charge);
  }
  return [...groups.values()];
}
