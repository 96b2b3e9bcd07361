import type { Price, PriceTerms, PriceTier } from '../model/subscription.ts';
import type { Currency } from '../model/units.ts';
import { type Exact, multiply, parseDecimal, whole } from './money.ts';

/**
 * Exact, unrounded invoice lines of a licensed price for one full period, in minor units: one per unit price,
 * or one per tier reached and one per flat fee. null: unknown. `quantity` null: one unit.
 */
export function chargeLines(
  price: Price,
  quantity: number | null,
  currency: Currency,
  terms: PriceTerms | undefined,
): Exact[] | null {
  const units = quantity ?? 1;
  if (!Number.isSafeInteger(units) || units < 0) return null;
  const sameCurrency = price.currency === currency;
  const option = ownEntry(terms?.byCurrency, currency);
  if (price.scheme === 'tiered') {
    const tiers = option?.tiers ?? null;
    if (tiers === null) return null;
    if (price.tiersMode === 'graduated') return graduated(inOrder(tiers), units);
    return price.tiersMode === 'volume' ? volume(inOrder(tiers), units) : null;
  }
  if (price.scheme !== 'per_unit') return null;
  const text = sameCurrency ? price.unitAmount : (option?.unitAmount ?? null);
  const unitAmount = text === null ? null : parseDecimal(text);
  const billed = transformed(units, price.transform);
  return unitAmount === null || billed === null ? null : [multiply(unitAmount, whole(billed))];
}

export function ownEntry<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** `transform_quantity`: divides and rounds to whole packages before pricing. */
function transformed(units: number, transform: Price['transform']): number | null {
  if (transform === null) return units;
  const { divideBy, round } = transform;
  if (!Number.isSafeInteger(divideBy) || divideBy < 1) return null;
  const rest = units % divideBy;
  const packages = (units - rest) / divideBy;
  return rest > 0 && round === 'up' ? packages + 1 : packages;
}

const inOrder = (tiers: readonly PriceTier[]): PriceTier[] =>
  [...tiers].sort((a, b) => (a.upTo ?? Number.POSITIVE_INFINITY) - (b.upTo ?? Number.POSITIVE_INFINITY));

/**
 * Each unit costs what its own tier says. The first flat fee is due even for 0 units (Stripe's tiers guide).
 */
function graduated(tiers: readonly PriceTier[], units: number): Exact[] | null {
  const lines: Exact[] = [];
  let below = 0;
  for (const tier of tiers) {
    const inTier = Math.min(units, tier.upTo ?? units) - below;
    const tierLines = linesOf(tier, inTier);
    if (tierLines === null) return null;
    lines.push(...tierLines);
    if (tier.upTo === null || tier.upTo >= units) return lines;
    below = tier.upTo;
  }
  return null;
}

/** All units cost what the tier of the total quantity says. */
function volume(tiers: readonly PriceTier[], units: number): Exact[] | null {
  const tier = tiers.find(({ upTo }) => upTo === null || units <= upTo);
  return tier === undefined ? null : linesOf(tier, units);
}

function linesOf(tier: PriceTier, units: number): Exact[] | null {
  const lines: Exact[] = [];
  for (const [text, times] of [
    [tier.unitAmount, units],
    [tier.flatAmount, 1],
  ] as const) {
    if (text === null) continue;
    const amount = parseDecimal(text);
    if (amount === null) return null;
    lines.push(multiply(amount, whole(times)));
  }
  return lines;
}
