import type { AsOf, Calendar } from '../../billing/as-of.ts';
import type { Settings } from '../../model/settings.ts';
import type { Seconds } from '../../model/units.ts';
import type { ConnectionSummary } from '../db/schema.ts';

export function buildAsOf(present: {
  now: Seconds;
  calendar: Calendar;
  settings: Pick<Settings, 'upcomingWindowDays'>;
  connections: readonly Pick<ConnectionSummary, 'id' | 'lastRefresh'>[];
}): AsOf {
  const { now, calendar, settings, connections } = present;
  const refreshed = connections.flatMap(({ id, lastRefresh }) =>
    lastRefresh === null ? [] : [[id, lastRefresh] as const],
  );
  return {
    now,
    calendar,
    upcomingWindowDays: settings.upcomingWindowDays,
    lastRefresh: new Map(refreshed),
  };
}
