/** Slows tries, never wipes. Tries are counted before deriving, so ending the browser gains nothing. */
import * as v from 'valibot';
import { type KeyValue, NAMES } from './key-value.ts';
import { createSerial } from './serial.ts';

export interface ThrottleRecord {
  wrong: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** Seconds to wait after each wrong passphrase in a row: two typos are free. */
const WAITS = [0, 0, 0, 1, 2, 4, 8, 16, 32, 60] as const;
const MOST = WAITS.length - 1;

/** In milliseconds. */
export function fullWait(wrong: number): number {
  return (WAITS[Math.min(wrong, MOST)] ?? 60) * 1000;
}

/** A clock set back restarts the wait. Set forward, it ends it: no other clock survives restarts. */
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
  /** Milliseconds until the next try is allowed, or 0. */
  wait(): Promise<number>;
  /** Counts a try as wrong, in advance. */
  count(): Promise<void>;
  /** Undoes `count` when the derivation itself failed. */
  uncount(): Promise<void>;
  /** Rejects if the record can't be removed. */
  clear(): Promise<void>;
}

export function createThrottle(local: KeyValue, now: () => number): Throttle {
  const serial = createSerial();
  /** Used while the storage can't be read or written. */
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
    // An invalid record counts as the maximum: it is replaced and over in a minute.
    if (known === null || known.wrong < MOST) await save({ wrong: MOST, at: now() });
    return known ?? NONE;
  }

  async function save(record: ThrottleRecord): Promise<void> {
    known = record;
    try {
      await local.set(NAMES.throttle, record);
    } catch {
      // A full disk must not keep the right passphrase out: `known` still slows this worker.
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
