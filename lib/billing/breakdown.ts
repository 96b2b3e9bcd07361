import type { AddOn } from '../model/client.ts';
import type { Catalogue, Subscription } from '../model/subscription.ts';
import type { Currency, MinorUnits, Seconds } from '../model/units.ts';
import type { FigureNote } from './digest.ts';
import { endOf, monthlyTerms, pricedAt, whyNotCounted } from './digest-subscription.ts';
import { priceIsUnreadable, unreadableFigures } from './figures-by-field.ts';
import { type Exact, multiply, negate, roundHalfAway, sum, toText, whole, ZERO } from './money.ts';
import { monthlyOf, type Priced, taxIn } from './recurring.ts';
import { KNOWN_STATUSES } from './status.ts';

/** What a line of a breakdown says, without its amount. */
export type BreakdownKind =
  /** Price × quantity ÷ interval of one licensed item. */
  | {
      kind: 'item';
      product: string;
      /** null: one unit, not counted. */
      quantity: number | null;
      /** Minor units per unit as decimal text; null: tiers, or a price in another currency. */
      unitAmount: string | null;
      tiers: 'graduated' | 'volume' | null;
      /** The quantity is counted in packages of this many. */
      packageOf: number | null;
      /** Minor units per period, before discounts. */
      perPeriod: MinorUnits;
      interval: string;
      count: number;
    }
  /** Usage is charged after the fact and never counts. */
  | { kind: 'metered'; product: string; interval: string; count: number }
  /** An item in its own trial counts nothing yet. */
  | { kind: 'item-trial'; product: string; until: Seconds }
  | {
      kind: 'discount';
      name: string | null;
      /** As Stripe writes it; null: an amount. */
      percentOff: number | null;
      /** Minor units per invoice; null: a percentage. */
      amountOff: MinorUnits | null;
      until: Seconds | null;
    }
  /** Tax that is inside prices. */
  | { kind: 'tax' }
  /** The whole counts nothing, for this reason. */
  | { kind: 'not-counted'; note: FigureNote }
  /** A price, a coupon or a status that is not known: so the whole is not. */
  | { kind: 'unknown'; note: FigureNote; product: string | null }
  | { kind: 'add-on'; label: string }
  /** What rounding once at the end differs from the rounded lines. */
  | { kind: 'rounding' };

/** One line of the derivation of a monthly value. */
export type BreakdownLine = BreakdownKind & {
  currency: Currency;
  /** Exact minor units per month as a fraction; null: not known. */
  exact: string | null;
  /** The same, rounded for display; null: not known. */
  amount: MinorUnits | null;
};

export interface BreakdownOptions {
  /** The user's setting, as in `DigestOptions`. */
  temporaryDiscounts: boolean;
  now: Seconds;
}

/**
 * The monthly value of one subscription, derived line by line. The lines add up: their exact values to the exact
 * monthly value, and their rounded amounts to the rounded one (a last line holds the difference, where there is one).
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
  // A trial's value is that of its end: "0 now, this then".
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

/** The lines of add-ons, which are whole amounts per month in their own currency. */
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
  // The exact lines add up already: rounding changes what is shown, not what is counted.
  const rounding: BreakdownLine = {
    kind: 'rounding',
    currency,
    exact: toText(ZERO),
    amount: difference as MinorUnits,
  };
  return [...lines, rounding];
}
