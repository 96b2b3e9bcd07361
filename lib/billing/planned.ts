import type { SchedulePhase, Subscription } from '../model/subscription.ts';
import type { Seconds } from '../model/units.ts';

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
