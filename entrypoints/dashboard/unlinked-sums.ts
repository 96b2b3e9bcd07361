import { subscriptionMonthly } from '../../lib/billing/client-figures.ts';
import { type Sum, Sums } from '../../lib/billing/owed.ts';
import { isAddable } from '../../lib/clients/unlinked.ts';
import type { Seconds } from '../../lib/model/units.ts';
import type { SubscriptionOption } from '../../lib/store/db/schema.ts';

export interface UnlinkedSums {
  count: number;
  /** Minor units per month; without what is not known. */
  monthly: Sum[];
}

/**
 * Without incomplete ones, as the popup counts: their first payment may never come.
 * @param options subscriptions that no client is linked to
 */
export function unlinkedSums(options: readonly SubscriptionOption[], now: Seconds): UnlinkedSums {
  const missing = options.filter(isAddable);
  const sums = new Sums();
  for (const option of missing) {
    const amount = subscriptionMonthly(option, now);
    if (amount) sums.add(option.currency, amount);
  }
  return { count: missing.length, monthly: sums.list() };
}
