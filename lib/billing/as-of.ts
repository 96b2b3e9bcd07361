import type { ConnectionId } from '../model/ids.ts';
import type { Seconds } from '../model/units.ts';

export interface AsOf {
  now: Seconds;
  calendar: Calendar;
  upcomingWindowDays: number;
  /** End of the last successful refresh; absent: never. */
  lastRefresh: ReadonlyMap<ConnectionId, Seconds>;
}

/** The user's time zone. Days count from 1970-01-01 in that zone. */
export interface Calendar {
  dayOf(at: Seconds): number;
  startOfDay(day: number): Seconds;
}
