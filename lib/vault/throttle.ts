/**
 * Wrong passphrases are slowed, up to one try a minute; nothing is ever wiped for them. It is for someone at the
 * machine: against a copy of the profile only the derivation helps.
 *
 * The record says how many were wrong and since when to wait, and lies in `storage.local`: it outlives worker and
 * browser. A try is counted before it is derived, so that ending the browser during a derivation wins nothing.
 */
import * as v from 'valibot';
import { type KeyValue, NAMES } from './key-value.ts';
import { createSerial } from './serial.ts';

export interface ThrottleRecord {
  wrong: number;
  /** When the last one was tried, in milliseconds since 1970. */
  at: number;
}

/** Seconds to wait after so many wrong passphrases in a row: two typing errors are free. */
const WAITS = [0, 0, 0, 1, 2, 4, 8, 16, 32, 60] as const;
/** The count from which the longest wait holds. */
const MOST = WAITS.length - 1;

/** Milliseconds to wait in all after so many wrong passphrases. */
export function fullWait(wrong: number): number {
  return (WAITS[Math.min(wrong, MOST)] ?? 60) * 1000;
}

/**
 * What is left of the wait at `now`, and the record that holds from then on. A clock that was set back starts the
 * wait anew at the new time: it does not end sooner, and it ends, at the latest a minute later. A clock that was set
 * forward does end it: nothing in a browser measures time across restarts otherwise.
 */
export function remainingWait(
  record: ThrottleRecord,
  now: number,
): { waitMs: number; record: ThrottleRecord } {
  if (now < record.at) return { waitMs: fullWait(record.wrong), record: { ...record, at: now } };
  return { waitMs: Math.max(0, record.at + fullWait(record.wrong) - now), record };
}

const schema = v.strictObject({
  wrong: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000)),
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const NONE: ThrottleRecord = { wrong: 0, at: 0 };

export interface Throttle {
  /** Milliseconds until the next passphrase may be tried; 0: now. */
  wait(): Promise<number>;
  /** Counts a try as wrong, in advance. */
  count(): Promise<void>;
  /** The last counted try was not one: the derivation failed by itself. */
  uncount(): Promise<void>;
  /** The passphrase was right, or the vault is gone. Rejects when the record could not be removed. */
  clear(): Promise<void>;
}

export function createThrottle(local: KeyValue, now: () => number): Throttle {
  const serial = createSerial();
  /** What this worker knows, for the time that the storage does not take or give it. */
  let known: ThrottleRecord | null = null;

  async function load(): Promise<ThrottleRecord> {
    let value: unknown;
    try {
      value = await local.get(NAMES.throttle);
    } catch {
      return known ?? NONE;
    }
    if (value === undefined) return known ?? NONE;
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return known !== null && known.wrong > parsed.output.wrong ? known : parsed.output;
    // A record that is not one counts as many wrong ones, and is replaced: the wait is over in a minute.
    if (known === null || known.wrong < MOST) await save({ wrong: MOST, at: now() });
    return known ?? NONE;
  }

  async function save(record: ThrottleRecord): Promise<void> {
    known = record;
    try {
      await local.set(NAMES.throttle, record);
    } catch {
      // A full disk must not keep the right passphrase out: `known` slows for as long as this worker lives.
    }
  }

  return {
    wait: () =>
      serial(async () => {
        const before = await load();
        const { waitMs, record } = remainingWait(before, now());
        if (record !== before) await save(record);
        return waitMs;
      }),
    count: () =>
      serial(async () => {
        const { wrong } = await load();
        await save({ wrong: Math.min(wrong + 1, 1_000_000), at: now() });
      }),
    uncount: () =>
      serial(async () => {
        const { wrong, at } = await load();
        await save({ wrong: Math.max(0, wrong - 1), at });
      }),
    clear: () =>
      serial(async () => {
        known = null;
        await local.remove(NAMES.throttle);
      }),
  };
}
