import type { Catalogue, Subscription, SubscriptionItem } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import type { FigureNote } from './digest.ts';
import { type Charge, type DiscountTerms, discountTerms, inForce, takeDiscount } from './discounts.ts';
import { priceIsUnreadable } from './figures-by-field.ts';
import { periodsPerMonth } from './interval.ts';
import { compare, type Exact, multiply, ONE, roundedExact, subtract, sum } from './money.ts';
import type { TaxShare } from './tax.ts';
import { taxShare } from './tax.ts';
import { chargeLines } from './tiers.ts';

export interface PricedItem {
  item: SubscriptionItem;
  interval: string;
  count: number;
  perMonth: Exact | null;
  metered: boolean;
  /** Exact invoice lines; null: unknown, as for metered items. */
  lines: Exact[] | null;
  tax: TaxShare;
  discounts: DiscountTerms[];
}

export interface Priced {
  items: PricedItem[];
  /** The subscription's discounts in order, or the customer's if it has none. */
  discounts: DiscountTerms[];
}

export function priceItems(facts: Subscription, catalogue: Catalogue): Priced {
  const terms = (discounts: Subscription['discounts']) =>
    discounts.map((discount) => discountTerms(discount, catalogue, facts.currency));
  const items: PricedItem[] = [];
  for (const item of facts.items) {
    const { recurring } = item.price;
    if (recurring === null) continue;
    items.push({
      item,
      interval: recurring.interval,
      count: recurring.count,
      perMonth: periodsPerMonth(recurring.interval, recurring.count),
      metered: recurring.usage === 'metered',
      lines:
        recurring.usage === 'licensed' && !priceIsUnreadable(item)
          ? chargeLines(item.price, item.quantity, facts.currency, catalogue.prices.get(item.price.id))
          : null,
      tax: taxShare(item, facts, catalogue),
      discounts: terms(item.discounts),
    });
  }
  const { customerDiscount } = facts;
  const own = facts.discounts.length > 0 || customerDiscount === null ? facts.discounts : [customerDiscount];
  return { items, discounts: terms(own) };
}

export interface Selection {
  /** Discounts in force at this time; -Infinity: before any ended. */
  at: Seconds;
  temporary: boolean;
  charged: (item: SubscriptionItem) => boolean;
  /** Stripe rounds each invoice line. Amounts do too; monthly values do not. */
  roundLines: boolean;
}

export interface ItemCharge extends Charge {
  priced: PricedItem;
}

export interface Evaluation {
  charges: ItemCharge[];
  unknownItems: PricedItem[];
  /** An unknown discount applies, so no amount is known. */
  unknownCoupon: boolean;
  notes: FigureNote[];
}

/** What the selected items cost per period, after discounts and including tax. */
export function evaluate(priced: Priced, selection: Selection): Evaluation {
  const result: Evaluation = { charges: [], unknownItems: [], unknownCoupon: false, notes: [] };
  for (const item of priced.items) {
    if (item.metered || !selection.charged(item.item)) continue;
    if (item.lines === null || item.perMonth === null) {
      result.unknownItems.push(item);
      continue;
    }
    const lines = selection.roundLines ? item.lines.map(roundedExact) : item.lines;
    const gross = sum(lines);
    const { productId } = item.item.price;
    const charge = { priced: item, productId, perMonth: item.perMonth, gross, left: gross, cuts: [] };
    result.charges.push(charge);
    takeAll(item.discounts, [charge], selection, result);
  }
  takeAll(priced.discounts, result.charges, selection, result);
  for (const { item } of result.unknownItems) {
    note(result.notes, priceIsUnreadable(item) ? 'unreadable' : 'unknown-price');
  }
  return result;
}

function takeAll(
  discounts: readonly DiscountTerms[],
  charges: readonly Charge[],
  selection: Selection,
  result: Evaluation,
): void {
  for (const terms of discounts) {
    if (!inForce(terms.discount, selection.at)) continue;
    if (terms.temporary && !selection.temporary) {
      note(result.notes, 'temporary-discount');
    } else if (!terms.known) {
      result.unknownCoupon = true;
      note(result.notes, terms.readable ? 'unknown-coupon' : 'unreadable');
    } else if (terms.cut === null) {
      note(result.notes, 'coupon-without-currency');
    } else takeDiscount(terms, terms.cut, charges);
  }
}

export function note(notes: FigureNote[], code: FigureNote): void {
  if (!notes.includes(code)) notes.push(code);
}

export const withoutTax = (amount: Exact, { net }: TaxShare): Exact =>
  net === null ? amount : multiply(amount, net);

export const taxIn = (amount: Exact, tax: TaxShare): Exact => subtract(withoutTax(amount, tax), amount);

export const pastItsTrial =
  (at: Seconds) =>
  (item: SubscriptionItem): boolean =>
    item.trialEnd === null || at >= item.trialEnd;

export function usageCosts(item: PricedItem, priced: Priced, at: Seconds): boolean {
  const { productId } = item.item.price;
  return ![...item.discounts, ...priced.discounts].some(
    ({ discount, cut, products }) =>
      inForce(discount, at) &&
      cut?.kind === 'percent' &&
      (products === null || products.has(productId)) &&
      compare(cut.share, ONE) === 0,
  );
}
