import type { ConnectionId } from '../model/ids.ts';
import type { Seconds } from '../model/units.ts';

/** Everything about the present that a rule may ask for. */
export interface AsOf {
  now: Seconds;
  calendar: Calendar;
  /** 1 to 31. */
  upcomingWindowDays: number;
  /** By connection: end of the last successful refresh; absent: never. */
  lastRefresh: ReadonlyMap<ConnectionId, Seconds>;
}

/** The user's zone, reduced to what the rules need. Day numbers count from 1970-01-01 in that zone. */
export interface Calendar {
  dayOf(at: Seconds): number;
  /** First second of that day in the zone. */
  startOfDay(day: number): Seconds;
}
