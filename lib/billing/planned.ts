import type { SchedulePhase, Subscription } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';

/** The phases of a subscription's schedule that are still to come, in order. Empty: nothing is planned, or it was not read. */
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

/** The subscription as it will be in a phase. */
export function inPhase(facts: Subscription, phase: SchedulePhase): Subscription {
  return {
    ...facts,
    currency: phase.currency ?? facts.currency,
    items: phase.items.map((item) => inPhaseItem(facts, phase, item)),
    discounts: phase.discounts,
    defaultTaxRates: phase.defaultTaxRates ?? facts.defaultTaxRates,
  };
}

/** A price that a phase names by id alone is often the one that an item has now. */
function inPhaseItem(facts: Subscription, { trialEnd }: SchedulePhase, item: SchedulePhase['items'][number]) {
  const known =
    item.price.recurring === null || item.price.scheme !== 'unknown'
      ? undefined
      : facts.items.find(({ price }) => price.id !== '' && price.id === item.price.id);
  return { ...item, price: known?.price ?? item.price, trialEnd };
}

/** The phase that holds at a moment, where one that is still to come has begun by then; null: what holds now. */
export function phaseAt(phases: readonly SchedulePhase[], at: Seconds): SchedulePhase | null {
  return phases.findLast(({ start }) => start <= at) ?? null;
}
