/**
 * The unlocked data key: in memory, and in `storage.session`, which survives the worker but not the browser and not
 * an update. Every use passes the lock's rules first.
 *
 *     shut --begin(key)--> open (rekey) --end() | a rule of lock.ts | times missing--> shut
 */
import { fromBase64, toBase64, wipe } from './bytes.ts';
import { DATA_KEY_BYTES } from './envelope.ts';
import { type KeyValue, NAMES } from './key-value.ts';
import {
  acted,
  type LockSettings,
  type LockTimes,
  lockDue,
  nextLockTime,
  parseDefaultLock,
  parseLockSettings,
  parseLockTimes,
  STRICTEST_LOCK,
  seen,
} from './lock.ts';
import { createSerial } from './serial.ts';

export interface OpenSession {
  /** Rises with every lock: an operation that finds another number than at its start was overtaken by one. */
  epoch(): number;
  /** Opens, unless a lock came since `epoch`. Rejects when the session storage does not take the key. */
  begin(dataKey: Uint8Array, epoch: number): Promise<boolean>;
  /** Replaces the key of what is open; what is shut stays so. Shuts when the session storage does not take the key. */
  rekey(dataKey: Uint8Array, epoch: number): Promise<void>;
  /** Checks the rules, locks if one says so; else the data key (a copy, for the caller to wipe) and the next check. */
  check(): Promise<{ dataKey: Uint8Array; nextCheck: number | null } | null>;
  /** The user did something; false when locked. */
  act(): Promise<boolean>;
  /** Shuts at once; false when the session storage would not forget the key. */
  end(): Promise<boolean>;
  settings(): Promise<LockSettings>;
}

export function createOpenSession(
  session: KeyValue,
  local: KeyValue,
  now: () => number,
  onEnd: () => void,
): OpenSession {
  let held: Uint8Array | null = null;
  /** Locked in this worker's life: whatever the session storage may still hold does not count. */
  let shut = false;
  let epoch = 0;
  // Times are read, changed and written: one after the other, or a check would undo the count of an action.
  const serial = createSerial();

  async function settings(): Promise<LockSettings> {
    try {
      const chosen = await local.get(NAMES.lock);
      if (chosen !== undefined) return parseLockSettings(chosen);
      return parseLockSettings(undefined, parseDefaultLock(await local.get(NAMES.defaultLock)));
    } catch {
      return STRICTEST_LOCK;
    }
  }

  async function end(): Promise<boolean> {
    epoch += 1;
    shut = true;
    wipe(held);
    held = null;
    const removals = Promise.allSettled([session.remove(NAMES.key), session.remove(NAMES.times)]);
    onEnd();
    const gone = await removals;
    return gone.every(({ status }) => status === 'fulfilled');
  }

  async function begin(dataKey: Uint8Array, since: number): Promise<boolean> {
    if (epoch !== since) return false;
    const at = now();
    const times: LockTimes = { unlockedAt: at, lastAction: at, lastSeen: at };
    try {
      // The times first: a key without times is locked, times without a key are nothing.
      await session.set(NAMES.times, times);
      if (epoch === since) await session.set(NAMES.key, toBase64(dataKey));
    } catch (error) {
      await end();
      throw error;
    }
    if (epoch !== since) {
      // A lock came while the key was being written; its removal may have been overtaken.
      await Promise.allSettled([session.remove(NAMES.key), session.remove(NAMES.times)]);
      return false;
    }
    wipe(held);
    held = dataKey.slice();
    shut = false;
    return true;
  }

  async function rekey(dataKey: Uint8Array, since: number): Promise<void> {
    const before = await pass(acted);
    wipe(before?.dataKey);
    if (before === null || epoch !== since) return;
    try {
      await session.set(NAMES.key, toBase64(dataKey));
    } catch {
      await end();
      return;
    }
    if (epoch !== since) {
      // A lock came while the key was being written; its removal may have been overtaken.
      await Promise.allSettled([session.remove(NAMES.key), session.remove(NAMES.times)]);
      return;
    }
    wipe(held);
    held = dataKey.slice();
  }

  /** What is open now, after the rules; `change` says how the times go on. */
  async function pass(
    change: (times: LockTimes, at: number) => LockTimes,
  ): Promise<{ dataKey: Uint8Array; nextCheck: number | null } | null> {
    if (shut) return null;
    const since = epoch;
    let storedKey: unknown;
    let storedTimes: unknown;
    try {
      storedKey = await session.get(NAMES.key);
      storedTimes = await session.get(NAMES.times);
    } catch {
      // Without the times nothing can be said about the lock.
      await end();
      return null;
    }
    const { after } = await settings();
    if (epoch !== since) return null;
    if (held === null && storedKey === undefined) return null;

    const dataKey = held?.slice() ?? (typeof storedKey === 'string' ? fromBase64(storedKey) : null);
    const times = parseLockTimes(storedTimes);
    const at = now();
    if (dataKey?.length !== DATA_KEY_BYTES || times === null || lockDue(times, after, at) !== null) {
      wipe(dataKey);
      await end();
      return null;
    }
    const next = change(times, at);
    try {
      await session.set(NAMES.times, next);
    } catch {
      wipe(dataKey);
      await end();
      return null;
    }
    if (epoch !== since) {
      wipe(dataKey);
      return null;
    }
    return { dataKey, nextCheck: nextLockTime(next, after) };
  }

  return {
    epoch: () => epoch,
    begin: (dataKey, since) => serial(() => begin(dataKey, since)),
    rekey: (dataKey, since) => serial(() => rekey(dataKey, since)),
    check: () => serial(() => pass(seen)),
    act: () =>
      serial(async () => {
        const open = await pass(acted);
        wipe(open?.dataKey);
        return open !== null;
      }),
    end,
    settings,
  };
}
