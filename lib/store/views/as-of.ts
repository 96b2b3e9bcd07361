import type { AsOf, Calendar } from '../../billing/as-of.ts';
import type { Seconds } from '../../model/units.ts';
import type { ConnectionSummary } from '../db/schema.ts';
import type { Settings } from '../records/settings.ts';

/** The moment that figures are computed at, with what the store knows of it. @param now seconds, UTC */
export function asOfNow(
  now: Seconds,
  calendar: Calendar,
  settings: Pick<Settings, 'upcomingWindowDays'>,
  connections: readonly Pick<ConnectionSummary, 'id' | 'lastRefresh'>[],
): AsOf {
  const known = connections.flatMap(({ id, lastRefresh }) =>
    lastRefresh === null ? [] : [[id, lastRefresh] as const],
  );
  return {
    now,
    calendar,
    upcomingWindowDays: settings.upcomingWindowDays,
    lastRefresh: new Map(known),
  };
}
