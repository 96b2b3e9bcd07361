import type { Catalogue, SchedulePhase, Subscription } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';
import { type Priced, priceItems } from './charges.ts';

/** Future phases in order. Empty: nothing is planned, or the schedule was not read. */
export function plannedPhases({ schedule }: Subscription): SchedulePhase[] {
  if (schedule === undefined || schedule.status !== 'active' || schedule.currentStart === null) return [];
  const { currentStart } = schedule;
  return schedule.phases.filter(({ start }) => start > currentStart).sort((a, b) => a.start - b.start);
}

/** When its schedule ends the subscription; null: it does not. */
export function scheduledEnd({ schedule }: Subscription): Seconds | null {
  if (schedule === undefined || schedule.status !== 'active' || schedule.endBehavior !== 'cancel')
    return null;
  return schedule.phases.at(-1)?.end ?? null;
}

export function inPhase(facts: Subscription, phase: SchedulePhase): Subscription {
  return {
    ...facts,
    currency: phase.currency ?? facts.currency,
    items: phase.items.map((item) => inPhaseItem(facts, phase, item)),
    discounts: phase.discounts,
    defaultTaxRates: phase.defaultTaxRates ?? facts.defaultTaxRates,
  };
}

/** A phase may name only the ID of a price that an item already has. */
function inPhaseItem(facts: Subscription, { trialEnd }: SchedulePhase, item: SchedulePhase['items'][number]) {
  const known =
    item.price.recurring === null || item.price.scheme !== 'unknown'
      ? undefined
      : facts.items.find(({ price }) => price.id !== '' && price.id === item.price.id);
  return { ...item, price: known?.price ?? item.price, trialEnd };
}

/** The future phase that has begun by then; null: the current terms still hold. */
export function phaseAt(phases: readonly SchedulePhase[], at: Seconds): SchedulePhase | null {
  return phases.findLast(({ start }) => start <= at) ?? null;
}

export const BEFORE_ALL = Number.NEGATIVE_INFINITY as Seconds;

/** What a subscription costs from a time on, until its next planned phase. */
export interface Terms {
  from: Seconds;
  anchored: boolean;
  priced: Priced;
}

export function allTerms(facts: Subscription, catalogue: Catalogue): [Terms, ...Terms[]] {
  const now: Terms = { from: BEFORE_ALL, anchored: false, priced: priceItems(facts, catalogue) };
  const planned = plannedPhases(facts).map(
    (phase): Terms => ({
      from: phase.start,
      anchored: phase.anchored,
      priced: priceItems(inPhase(facts, phase), catalogue),
    }),
  );
  return [now, ...planned];
}

export const termsAt = (terms: readonly [Terms, ...Terms[]], at: Seconds): Terms =>
  terms.findLast(({ from }) => from <= at) ?? terms[0];

export function pricedAt(facts: Subscription, catalogue: Catalogue, at: Seconds): Priced {
  const phase = phaseAt(plannedPhases(facts), at);
  return priceItems(phase === null ? facts : inPhase(facts, phase), catalogue);
}

export function discountEnds(priced: Priced): Seconds[] {
  const ends = [...priced.discounts, ...priced.items.flatMap((item) => item.discounts)].flatMap(
    ({ discount }) => (discount.end === null ? [] : [discount.end]),
  );
  return inOrder(ends);
}

export const trialEnds = (priced: Priced): Seconds[] =>
  priced.items.flatMap(({ item }) => (item.trialEnd === null ? [] : [item.trialEnd]));

export const inOrder = (times: readonly Seconds[]): Seconds[] => [...new Set(times)].sort((a, b) => a - b);
