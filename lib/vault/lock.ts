/**
 * The rules of the auto-lock, without clock and storage: tables in, answers out. Times are milliseconds since 1970
 * (UTC) and are compared on every use, so that a lock that is due happens even when an alarm never fired (a sleeping
 * machine, a dead worker).
 *
 *     unlocked --(user acts)--> unlocked, counted anew
 *     unlocked --(the chosen minutes pass | the clock runs backwards | times unreadable | screen | Lock now)--> locked
 */
import * as v from 'valibot';
import { LOCK_CHOICES, type LockChoice } from '../model/lock-choices.ts';

export interface LockSettings {
  after: LockChoice;
  /** Lock when the screen locks; the background knows whether this browser can tell. */
  withScreen: boolean;
}

export interface LockTimes {
  unlockedAt: number;
  /** Last time that the user did something in one of our pages. A running refresh does not count. */
  lastAction: number;
  /** The newest time that any check has seen: what a clock that runs backwards is measured against. */
  lastSeen: number;
}

/** What holds without a choice; `after` is longer where every key can only read (`parseDefaultLock`). */
export const DEFAULT_LOCK: LockSettings = { after: '15', withScreen: true };

/** The two defaults: Stripe itself keeps a restricted key from writing, so the vault may stay open longer. */
const DEFAULTS = ['15', 'browser'] as const satisfies readonly LockChoice[];
export type DefaultLock = (typeof DEFAULTS)[number];

/** What holds when the settings cannot be read: the shortest, so that a damaged record never lengthens a lock. */
export const STRICTEST_LOCK: LockSettings = { after: '5', withScreen: true };

/**
 * How far the clock may go back unnoticed: time synchronisation steps a clock by fractions of a second (ntpd slews
 * below 128 ms and steps above, chrony alike), and that must not lock anyone out. `lastSeen` never decreases, so
 * small steps do not add up.
 */
export const CLOCK_TOLERANCE_MS = 2_000;

const MINUTE_MS = 60_000;

/** How long after the last user action; `null`: no time limit. */
function limitMs(after: LockChoice): number | null {
  return after === 'browser' ? null : Number(after) * MINUTE_MS;
}

/** Why the vault must be locked now, or `null` when it may stay open. */
export function lockDue(times: LockTimes, after: LockChoice, now: number): 'time' | 'clock' | null {
  const newest = Math.max(times.unlockedAt, times.lastAction, times.lastSeen);
  if (now < newest - CLOCK_TOLERANCE_MS) return 'clock';
  const limit = limitMs(after);
  return limit !== null && now - times.lastAction >= limit ? 'time' : null;
}

/** When an alarm should look next, in milliseconds since 1970; `null`: no alarm is needed. */
export function nextLockTime(times: LockTimes, after: LockChoice): number | null {
  const limit = limitMs(after);
  return limit === null ? null : times.lastAction + limit;
}

/** The times after a check at `now`. */
export function seen(times: LockTimes, now: number): LockTimes {
  return { ...times, lastSeen: Math.max(times.lastSeen, now) };
}

/** The times after the user did something at `now`. */
export function acted(times: LockTimes, now: number): LockTimes {
  return { ...seen(times, now), lastAction: Math.max(times.lastAction, now) };
}

const timestamp = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const timesSchema = v.strictObject({ unlockedAt: timestamp, lastAction: timestamp, lastSeen: timestamp });
const settingsSchema = v.strictObject({ after: v.picklist(LOCK_CHOICES), withScreen: v.boolean() });

/** Stored times, or `null` when they are missing or not times: locked, then. */
export function parseLockTimes(value: unknown): LockTimes | null {
  const parsed = v.safeParse(timesSchema, value);
  return parsed.success ? parsed.output : null;
}

/** The stored default; the shorter one when it is missing or unreadable. */
export function parseDefaultLock(value: unknown): DefaultLock {
  return DEFAULTS.find((choice) => choice === value) ?? '15';
}

/** Whether `next` keeps the vault open longer, or through more, than `before`. */
export function isWeaker(next: LockSettings, before: LockSettings): boolean {
  const rank = ({ after }: LockSettings): number => LOCK_CHOICES.indexOf(after);
  return rank(next) > rank(before) || (before.withScreen && !next.withScreen);
}

/** Stored settings: the default when there are none, the strictest when they are unreadable. */
export function parseLockSettings(value: unknown, byDefault: DefaultLock = '15'): LockSettings {
  if (value === undefined) return { ...DEFAULT_LOCK, after: byDefault };
  const parsed = v.safeParse(settingsSchema, value);
  return parsed.success ? parsed.output : STRICTEST_LOCK;
}
