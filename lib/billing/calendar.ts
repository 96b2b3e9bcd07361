import type { CalendarDate, Seconds } from '../model/units.ts';
import type { Calendar } from './as-of.ts';

const DAY = 86_400;

/** Caches the start of each day, so thousands of dates in the same months cost a few look-ups each. */
function calendarFrom(beginOf: (day: number) => number): Calendar {
  const begins = new Map<number, number>();
  const startOf = (day: number): number => {
    const known = begins.get(day);
    if (known !== undefined) return known;
    const begin = beginOf(day);
    if (begins.size > 20_000) begins.clear();
    begins.set(day, begin);
    return begin;
  };
  return {
    // No zone is more than a day from UTC.
    dayOf(at) {
      const utc = Math.floor(at / DAY);
      if (at >= startOf(utc + 1)) return utc + 1;
      return at >= startOf(utc) ? utc : utc - 1;
    },
    startOfDay: (day) => startOf(day) as Seconds,
  };
}

/** The browser's own zone. Handles days that begin at 01:00 because daylight saving skips midnight. */
export function systemCalendar(): Calendar {
  return calendarFrom((day) => {
    const utc = new Date(day * DAY * 1000);
    return Math.floor(new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate()).getTime() / 1000);
  });
}

/** The calendar of a named zone ("Europe/Berlin"). Throws on an unknown name. */
export function zoneCalendar(timeZone: string): Calendar {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const localDay = (at: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of clock.formatToParts(at * 1000)) part[type] = Number(value);
    return dayNumber(part.year ?? Number.NaN, part.month ?? Number.NaN, part.day ?? Number.NaN);
  };
  return calendarFrom((day) => {
    if (!Number.isFinite(day) || Math.abs(day) > 90_000_000) return Number.NaN;
    // The first second of this local day or a later one (a zone may skip a whole day).
    let before = (day - 1) * DAY;
    let from = (day + 1) * DAY;
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      if (localDay(middle) >= day) from = middle;
      else before = middle;
    }
    return from;
  });
}

function dayNumber(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month - 1, day) / (DAY * 1000));
}

export function dayOfDate(date: CalendarDate): number | null {
  const day = Date.parse(date) / (DAY * 1000);
  // Only a real, well-formed date survives the round trip; an invalid day gives ''.
  return date !== '' && dateOfDay(day) === date ? day : null;
}

/** 0 is "1970-01-01". */
export function dateOfDay(day: number): CalendarDate {
  const at = new Date(day * DAY * 1000);
  return (Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10)) as CalendarDate;
}
