/** Times are ms since 1970 (UTC), checked on every use: an alarm may never fire (sleep, dead worker). */
import * as v from 'valibot';
import { LOCK_CHOICES, type LockChoice } from '../model/lock-choices.ts';

export interface LockSettings {
  after: LockChoice;
  /** Lock with the screen, if this browser can tell. */
  withScreen: boolean;
}

export interface LockTimes {
  unlockedAt: number;
  /** The user's last action in one of our pages. A running refresh doesn't count. */
  lastAction: number;
  /** The newest time any check has seen; detects a clock set back. */
  lastSeen: number;
}

/** `after` is longer if every key is read-only (`parseDefaultLock`). */
export const DEFAULT_LOCK: LockSettings = { after: '15', withScreen: true };

/** Stripe itself keeps a restricted key from writing, so such a vault may stay open longer. */
const DEFAULTS = ['15', 'browser'] as const satisfies readonly LockChoice[];
export type DefaultLock = (typeof DEFAULTS)[number];

/** For unreadable settings: a damaged record must never lengthen a lock. */
export const STRICTEST_LOCK: LockSettings = { after: '5', withScreen: true };

/** Time synchronization may step the clock back. `lastSeen` never decreases, so steps don't add up. */
export const CLOCK_TOLERANCE_MS = 2_000;

const MINUTE_MS = 60_000;

function limitMs(after: LockChoice): number | null {
  return after === 'browser' ? null : Number(after) * MINUTE_MS;
}

export function lockDue(times: LockTimes, after: LockChoice, now: number): 'time' | 'clock' | null {
  const newest = Math.max(times.unlockedAt, times.lastAction, times.lastSeen);
  if (now < newest - CLOCK_TOLERANCE_MS) return 'clock';
  const limit = limitMs(after);
  return limit !== null && now - times.lastAction >= limit ? 'time' : null;
}

/** Milliseconds since 1970 of the next check, or null for no alarm. */
export function nextLockTime(times: LockTimes, after: LockChoice): number | null {
  const limit = limitMs(after);
  return limit === null ? null : times.lastAction + limit;
}

export function seen(times: LockTimes, now: number): LockTimes {
  return { ...times, lastSeen: Math.max(times.lastSeen, now) };
}

export function acted(times: LockTimes, now: number): LockTimes {
  return { ...seen(times, now), lastAction: Math.max(times.lastAction, now) };
}

const timestamp = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const timesSchema = v.strictObject({ unlockedAt: timestamp, lastAction: timestamp, lastSeen: timestamp });
const settingsSchema = v.strictObject({ after: v.picklist(LOCK_CHOICES), withScreen: v.boolean() });

/** Missing or invalid times mean locked. */
export function parseLockTimes(value: unknown): LockTimes | null {
  const parsed = v.safeParse(timesSchema, value);
  return parsed.success ? parsed.output : null;
}

/** The shorter default if the stored one is missing or unreadable. */
export function parseDefaultLock(value: unknown): DefaultLock {
  return DEFAULTS.find((choice) => choice === value) ?? '15';
}

export function isWeaker(next: LockSettings, before: LockSettings): boolean {
  const rank = ({ after }: LockSettings): number => LOCK_CHOICES.indexOf(after);
  return rank(next) > rank(before) || (before.withScreen && !next.withScreen);
}

export function parseLockSettings(value: unknown, byDefault: DefaultLock = '15'): LockSettings {
  if (value === undefined) return { ...DEFAULT_LOCK, after: byDefault };
  const parsed = v.safeParse(settingsSchema, value);
  return parsed.success ? parsed.output : STRICTEST_LOCK;
}
