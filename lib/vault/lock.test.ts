import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LOCK_CHOICES, type LockChoice } from '../model/lock-choices.ts';
import {
  acted,
  CLOCK_TOLERANCE_MS,
  DEFAULT_LOCK,
  lockDue,
  nextLockTime,
  parseLockSettings,
  parseLockTimes,
  STRICTEST_LOCK,
  seen,
} from './lock.ts';

const T = 1_760_000_000_000;
const MINUTE = 60_000;
const times = { unlockedAt: T, lastAction: T + MINUTE, lastSeen: T + 3 * MINUTE };

describe('the lock is due', () => {
  test.each<[string, LockChoice, number, ReturnType<typeof lockDue>]>([
    ['not before the chosen minutes', '5', T + 6 * MINUTE - 1, null],
    ['at the chosen minutes after the last action', '5', T + 6 * MINUTE, 'time'],
    ['not after 5 when 15 were chosen', '15', T + 6 * MINUTE, null],
    ['after 15', '15', T + 16 * MINUTE, 'time'],
    ['not before 60', '60', T + 61 * MINUTE - 1, null],
    ['after 60', '60', T + 61 * MINUTE, 'time'],
    ['after a sleep of a day', '60', T + 24 * 60 * MINUTE, 'time'],
    ['never by time until the browser closes', 'browser', T + 1000 * 24 * 60 * MINUTE, null],
    ['when the clock is set forward beyond the time', '60', T + 365 * 24 * 60 * MINUTE, 'time'],
    ['when the clock runs backwards', '5', T + 3 * MINUTE - CLOCK_TOLERANCE_MS - 1, 'clock'],
    ['also until the browser closes', 'browser', T + 3 * MINUTE - CLOCK_TOLERANCE_MS - 1, 'clock'],
    ['when it is set back before the unlock', '60', T - 365 * 24 * 60 * MINUTE, 'clock'],
    ['not for a step of time synchronisation', '5', T + 3 * MINUTE - CLOCK_TOLERANCE_MS, null],
  ])('%s', (_when, after, now, expected) => {
    expect(lockDue(times, after, now)).toBe(expected);
  });

  test('small steps back do not add up', () => {
    let clock = T + 4 * MINUTE;
    let current = seen(times, clock);
    let locked = false;
    for (let step = 0; step < 10 && !locked; step += 1) {
      clock -= CLOCK_TOLERANCE_MS / 2;
      locked = lockDue(current, '15', clock) === 'clock';
      current = seen(current, clock);
    }
    expect(locked).toBe(true);
  });

  test('an alarm set by nextLockTime finds it due, and one millisecond sooner not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOCK_CHOICES),
        fc.nat(10 * MINUTE),
        fc.nat(10 * MINUTE),
        (after, action, later) => {
          const current = seen(acted({ unlockedAt: T, lastAction: T, lastSeen: T }, T + action), T + action);
          const next = nextLockTime(current, after);
          if (next === null) {
            expect(after).toBe('browser');
            expect(lockDue(current, after, T + action + later)).toBeNull();
          } else {
            expect(lockDue(current, after, next - 1)).toBeNull();
            expect(lockDue(current, after, next)).toBe('time');
          }
        },
      ),
    );
  });
});

test('an action counts from now, a check does not', () => {
  const now = T + 4 * MINUTE;
  expect(acted(times, now)).toEqual({ unlockedAt: T, lastAction: now, lastSeen: now });
  expect(seen(times, now)).toEqual({ unlockedAt: T, lastAction: T + MINUTE, lastSeen: now });
});

test('times that cannot be read are none', () => {
  expect(parseLockTimes(times)).toEqual(times);
  for (const bad of [
    undefined,
    null,
    {},
    [],
    'x',
    { ...times, lastSeen: 'now' },
    { ...times, lastAction: -1 },
  ]) {
    expect(parseLockTimes(bad)).toBeNull();
  }
  expect(parseLockTimes({ ...times, lastSeen: Number.MAX_VALUE })).toBeNull();
});

test('settings: the default when there are none, the strictest when they are damaged', () => {
  expect(parseLockSettings(undefined)).toEqual(DEFAULT_LOCK);
  expect(parseLockSettings({ after: '60', withScreen: false })).toEqual({ after: '60', withScreen: false });
  for (const bad of [null, {}, 'browser', { after: '600', withScreen: false }, { after: 'browser' }]) {
    expect(parseLockSettings(bad)).toEqual(STRICTEST_LOCK);
  }
});
