import { afterEach, describe, expect, test } from 'vitest';
import { type CalendarDate, seconds } from '../model/units.ts';
import { dateOfDay, dayOfDate, systemCalendar, zoneCalendar } from './calendar.ts';
import { at } from './shapes.fixture.ts';

const HOUR = 3600;
const iso = (time: number): string => new Date(time * 1000).toISOString().replace('.000', '');
const day = (date: string): number => dayOfDate(date as CalendarDate) ?? Number.NaN;

// zone, a day, its first second (UTC), its length in hours. Source: the IANA time zone database.
const DAYS: [zone: string, date: string, begins: string, hours: number][] = [
  ['UTC', '2026-11-22', '2026-11-22T00:00:00Z', 24],
  ['Europe/Berlin', '1969-12-31', '1969-12-30T23:00:00Z', 24],
  ['Europe/Berlin', '2026-07-01', '2026-06-30T22:00:00Z', 24],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', 23],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', 25],
  ['America/Los_Angeles', '2026-03-08', '2026-03-08T08:00:00Z', 23],
  ['America/Los_Angeles', '2026-11-01', '2026-11-01T07:00:00Z', 25],
  ['Asia/Kathmandu', '2026-11-22', '2026-11-21T18:15:00Z', 24],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00Z', 24.5],
  // Summer time begins at midnight: the day begins at 01:00.
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00Z', 23],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z', 23],
  // Samoa skipped 30 Dec 2011: it went from the 29th to the 31st.
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', 24],
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', 0],
];

describe('a named zone', () => {
  test.each(DAYS)('%s, %s begins at %s and has %s hours', (zone, date, begins, hours) => {
    const calendar = zoneCalendar(zone);
    const start = calendar.startOfDay(day(date));
    expect(iso(start)).toBe(begins);
    expect(calendar.startOfDay(day(date) + 1) - start).toBe(hours * HOUR);
    if (hours === 0) return;
    expect(dateOfDay(calendar.dayOf(start))).toBe(date);
    expect(calendar.dayOf(seconds(start - 1))).toBeLessThan(day(date));
    expect(dateOfDay(calendar.dayOf(seconds(start + hours * HOUR - 1)))).toBe(date);
  });

  test('a name that is none is refused', () => {
    expect(() => zoneCalendar('Mars/Olympus')).toThrow();
  });
});

describe('the browser’s own zone', () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test.each([...new Set(DAYS.map(([zone]) => zone))])(
    'agrees with the named one, hour by hour: %s',
    (zone) => {
      process.env.TZ = zone;
      const own = systemCalendar();
      const named = zoneCalendar(zone);
      const mismatches: string[] = [];
      for (const around of [
        '2011-12-30',
        '2026-03-08',
        '2026-03-29',
        '2026-04-05',
        '2026-04-24',
        '2026-10-25',
        '2026-11-01',
      ]) {
        for (let hour = -36; hour <= 36; hour += 1) {
          const time = seconds(at(around) + hour * HOUR);
          if (own.dayOf(time) !== named.dayOf(time)) mismatches.push(iso(time));
        }
        if (own.startOfDay(day(around)) !== named.startOfDay(day(around))) mismatches.push(around);
      }
      expect(mismatches).toEqual([]);
    },
  );
});

test('the browser’s calendar is that of the zone it says it is in', () => {
  const own = systemCalendar();
  const named = zoneCalendar(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  for (const date of ['1969-07-20', '2026-03-29', '2026-11-01', '2026-11-22']) {
    expect(own.startOfDay(day(date))).toBe(named.startOfDay(day(date)));
    expect(own.dayOf(at(date))).toBe(named.dayOf(at(date)));
  }
});

describe('dates', () => {
  test.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2026-11-22', 20_779],
  ])('%s is day %s', (date, number) => {
    expect(day(date)).toBe(number);
    expect(dateOfDay(number)).toBe(date);
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '22.11.2026',
    '',
    '2026-1-1',
    ' 2026-11-22',
    '2026-11-22T00:00',
    '2026',
  ])('“%s” is none', (date) => {
    expect(dayOfDate(date as CalendarDate)).toBeNull();
  });

  test('a moment beyond all dates does not hang or throw', () => {
    for (const calendar of [systemCalendar(), zoneCalendar('Europe/Berlin')]) {
      expect(typeof calendar.dayOf(seconds(1e300))).toBe('number');
      expect(typeof calendar.dayOf(seconds(Number.NaN))).toBe('number');
    }
  });
});
