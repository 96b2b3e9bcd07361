import type { AddOn } from '../model/client.ts';
import type { Catalogue, Subscription } from '../model/subscription.ts';
import type { Currency, MinorUnits, Seconds } from '../model/units.ts';
import { type Priced, taxIn } from './charges.ts';
import type { FigureNote } from './digest.ts';
import { endOf } from './digest-subscription.ts';
import { priceIsUnreadable, unreadableFigures } from './figures-by-field.ts';
import { type Exact, multiply, negate, roundHalfAway, sum, toText, whole, ZERO } from './money.ts';
import { monthlyOf, monthlyTerms, whyNotCounted } from './monthly.ts';
import { pricedAt } from './planned.ts';
import { KNOWN_STATUSES } from './status.ts';

export type BreakdownKind =
  | {
      kind: 'item';
      product: string;
      /** null: one unit, not counted. */
      quantity: number | null;
      /** Minor units per unit as decimal text; null: tiers, or a price in another currency. */
      unitAmount: string | null;
      tiers: 'graduated' | 'volume' | null;
      packageOf: number | null;
      perPeriod: MinorUnits;
      interval: string;
      count: number;
    }
  /** Usage is charged after the fact and never counts. */
  | { kind: 'metered'; product: string; interval: string; count: number }
  | { kind: 'item-trial'; product: string; until: Seconds }
  | {
      kind: 'discount';
      name: string | null;
      /** As Stripe writes it; null: an amount. */
      percentOff: number | null;
      amountOff: MinorUnits | null;
      until: Seconds | null;
    }
  | { kind: 'tax' }
  | { kind: 'not-counted'; note: FigureNote }
  /** An unknown price, coupon or status makes the whole value unknown. */
  | { kind: 'unknown'; note: FigureNote; product: string | null }
  | { kind: 'add-on'; label: string }
  /** The difference between the rounded total and the sum of the rounded lines. */
  | { kind: 'rounding' };

export type BreakdownLine = BreakdownKind & {
  currency: Currency;
  /** Minor units per month as a fraction; null: unknown. */
  exact: string | null;
  amount: MinorUnits | null;
};

export interface BreakdownOptions {
  temporaryDiscounts: boolean;
  now: Seconds;
}

/**
 * The monthly value of one subscription, line by line. Exact values add up to the exact monthly value,
 * rounded amounts to the rounded one.
 */
export function monthlyBreakdown(
  facts: Subscription,
  catalogue: Catalogue,
  options: BreakdownOptions,
): BreakdownLine[] {
  if (facts.missingSince !== null || !KNOWN_STATUSES.has(facts.status)) {
    const code = facts.missingSince === null ? 'unknown-status' : 'not-found';
    return [line({ kind: 'unknown', note: code, product: null }, facts.currency, null)];
  }
  const endsAt = endOf(facts);
  const isOver = endsAt !== null && endsAt <= options.now;
  const zero = whyNotCounted({ ...facts, endsAt }) ?? (isOver ? 'ended' : null);
  // A trial is valued at its end: "0 now, this then".
  const at = (zero === 'trialing' ? facts.trialEnd : null) ?? options.now;
  const priced = pricedAt(facts, catalogue, at);
  const evaluation = monthlyTerms(priced, at, options.temporaryDiscounts);
  const lines: BreakdownLine[] = [];
  const push = (kind: BreakdownKind, exact: Exact | null) => lines.push(line(kind, facts.currency, exact));
  const nameOf = (productId: string, nickname: string | null) =>
    catalogue.productNames.get(productId) || nickname || productId;

  for (const item of priced.items) {
    const { price, quantity, trialEnd } = item.item;
    const product = nameOf(price.productId, price.nickname);
    const { interval, count } = item;
    const charge = evaluation.charges.find((candidate) => candidate.priced === item);
    if (charge !== undefined) {
      push(
        {
          kind: 'item',
          product,
          quantity,
          unitAmount: price.currency === facts.currency ? price.unitAmount : null,
          tiers: price.tiersMode,
          packageOf: price.transform?.divideBy ?? null,
          perPeriod: roundHalfAway(charge.gross),
          interval,
          count,
        },
        multiply(charge.gross, charge.perMonth),
      );
    } else if (item.metered) push({ kind: 'metered', product, interval, count }, ZERO);
    else if (trialEnd !== null && at < trialEnd) push({ kind: 'item-trial', product, until: trialEnd }, ZERO);
    else {
      const note = priceIsUnreadable(item.item) ? 'unreadable' : 'unknown-price';
      push({ kind: 'unknown', note, product }, null);
    }
  }
  for (const terms of discountsIn(priced)) {
    const cuts = evaluation.charges.flatMap((charge) =>
      charge.cuts.filter((cut) => cut.terms === terms).map((cut) => multiply(cut.amount, charge.perMonth)),
    );
    if (cuts.length === 0) continue;
    const { cut } = terms;
    push(
      {
        kind: 'discount',
        name: terms.name,
        percentOff: terms.percentOff,
        amountOff: cut?.kind === 'amount' ? roundHalfAway(cut.amount) : null,
        until: terms.discount.end,
      },
      negate(sum(cuts)),
    );
  }
  if (evaluation.unknownCoupon) push({ kind: 'unknown', note: 'unknown-coupon', product: null }, null);
  const tax = sum(
    evaluation.charges.map((charge) => multiply(taxIn(charge.left, charge.priced.tax), charge.perMonth)),
  );
  if (evaluation.charges.some((charge) => charge.priced.tax.net !== null)) push({ kind: 'tax' }, tax);
  const isUnreadable = unreadableFigures(facts).has('monthly');
  if (isUnreadable) push({ kind: 'unknown', note: 'unreadable', product: null }, null);
  const value = isUnreadable ? null : monthlyOf(evaluation);
  if (zero !== null) {
    push({ kind: 'not-counted', note: zero }, value === null ? null : negate(value));
    return value === null ? lines : withRounding(lines, facts.currency, ZERO);
  }
  return value === null ? lines : withRounding(lines, facts.currency, value);
}

const discountsIn = ({ items, discounts }: Priced) => [
  ...items.flatMap((item) => item.discounts),
  ...discounts,
];

export const addOnLines = (addOns: readonly AddOn[]): BreakdownLine[] =>
  addOns.map(({ label, amount, currency }) => line({ kind: 'add-on', label }, currency, whole(amount)));

function line(kind: BreakdownKind, currency: Currency, exact: Exact | null): BreakdownLine {
  return {
    ...kind,
    currency,
    exact: exact === null ? null : toText(exact),
    amount: exact === null ? null : roundHalfAway(exact),
  };
}

function withRounding(lines: readonly BreakdownLine[], currency: Currency, value: Exact): BreakdownLine[] {
  const shown = lines.reduce((total, { amount }) => total + (amount ?? 0), 0);
  const difference = roundHalfAway(value) - shown;
  if (difference === 0) return [...lines];
  // Exact lines already add up: rounding changes the display, not the value.
  const rounding: BreakdownLine = {
    kind: 'rounding',
    currency,
    exact: toText(ZERO),
    amount: difference as MinorUnits,
  };
  return [...lines, rounding];
}
