/** The unlocked data key, in memory and `storage.session`. Every use applies the lock's rules first. */
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
  /** Increases with every lock, so an operation can tell that one overtook it. */
  epoch(): number;
  /** Opens, unless a lock came since `epoch`. Rejects if the session storage refuses the key. */
  begin(dataKey: Uint8Array, epoch: number): Promise<boolean>;
  /** Replaces the key if open. Locks if the session storage refuses the key. */
  rekey(dataKey: Uint8Array, epoch: number): Promise<void>;
  /** Locks if due; else returns a copy of the data key, for the caller to wipe, and the next check. */
  check(): Promise<{ dataKey: Uint8Array; nextCheck: number | null } | null>;
  act(): Promise<boolean>;
  /** Locks immediately; false if the session storage kept the key. */
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
  /** Locked by this worker: ignore whatever the session storage still holds. */
  let shut = false;
  let epoch = 0;
  // Serial, or a check would overwrite the time of an action.
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
      // Times first: a key without times counts as locked.
      await session.set(NAMES.times, times);
      if (epoch === since) await session.set(NAMES.key, toBase64(dataKey));
    } catch (error) {
      await end();
      throw error;
    }
    if (epoch !== since) {
      // A lock came while the key was being written, and its removal may have been overtaken.
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
      // As in `begin`, a lock may have come while the key was being written.
      await Promise.allSettled([session.remove(NAMES.key), session.remove(NAMES.times)]);
      return;
    }
    wipe(held);
    held = dataKey.slice();
  }

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
