import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../tests/support/fuzz.ts';
import { createUnlocked } from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import { parseLockSettings, parseLockTimes, STRICTEST_LOCK } from './lock.ts';

/** The small records beside the envelope: whatever was written over them never opens anything and never bars for good. */
test(
  'whatever stands in the records of lock and throttle',
  async () => {
    const near = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom(
          'wrong',
          'at',
          'after',
          'withScreen',
          'unlockedAt',
          'lastAction',
          'lastSeen',
          '__proto__',
        ),
        fc.oneof(
          fc.jsonValue(),
          fc.constantFrom<unknown>(0, 8, '5', 'browser', true, Number.MAX_SAFE_INTEGER),
        ),
      ),
    );
    const harness = await createUnlocked();
    await fc.assert(
      fc.asyncProperty(near, async (value) => {
        const times = parseLockTimes(value);
        if (times !== null)
          expect(Object.values(times).every((time) => Number.isSafeInteger(time) && time >= 0)).toBe(true);
        const settings = parseLockSettings(value);
        expect(['5', '15', '60', 'browser']).toContain(settings.after);
        if (typeof value !== 'object') expect(settings).toEqual(STRICTEST_LOCK);
        for (const name of [NAMES.lock, NAMES.throttle])
          harness.local.data.set(name, JSON.stringify(value) ?? 'null');
        harness.session.data.set(NAMES.times, JSON.stringify(value) ?? 'null');
        const { waitSeconds, exists } = await harness.restartWorker().state();
        expect(exists).toBe(true);
        expect(waitSeconds).toBeGreaterThanOrEqual(0);
        expect(waitSeconds).toBeLessThanOrEqual(60);
      }),
      { numRuns: fuzzRuns('lock and throttle records') },
    );
  },
  FUZZ_TIMEOUT,
);
