import { useEffect, useState } from 'react';
import type { Calendar } from '../../lib/billing/as-of.ts';
import { nowSeconds } from '../../lib/clients/now.ts';
import type { Seconds } from '../../lib/model/units.ts';

/** Milliseconds. Timers sleep with the machine, so none is trusted for longer. */
const LONGEST_SLEEP = 10 * 60_000;

/** The current time, renewed when the day or `trigger` changes. */
export function useToday(calendar: Calendar, trigger: unknown): Seconds {
  const [asOf, setMoment] = useState({ trigger, now: nowSeconds() });
  if (asOf.trigger !== trigger) setMoment({ trigger, now: nowSeconds() });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const now = nowSeconds();
      setMoment((before) =>
        calendar.dayOf(before.now) === calendar.dayOf(now) ? before : { trigger: before.trigger, now },
      );
      const untilMidnight = (calendar.startOfDay(calendar.dayOf(now) + 1) - now) * 1000;
      timer = setTimeout(look, Math.min(untilMidnight + 500, LONGEST_SLEEP));
    };
    const wake = () => {
      if (document.visibilityState === 'visible') {
        clearTimeout(timer);
        look();
      }
    };
    look();
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [calendar]);
  return asOf.now;
}
