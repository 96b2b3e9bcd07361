import { describe, expect, test, vi } from 'vitest';
import type { LockChoice } from '../model/lock-choices.ts';
import {
  createUnlocked,
  fastDerive,
  type Harness,
  KEY,
  MINUTE,
  NEW_PASSPHRASE,
  PASSPHRASE,
} from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import { CLOCK_TOLERANCE_MS } from './lock.ts';

const LOCKED = { ok: false, code: 'locked' };
const readable = async (harness: Harness) => (await harness.vault.readKey('acct_one')).ok;

/** A promise and the function that fulfils it. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe('auto-lock', () => {
  test.each<[LockChoice, number]>([
    ['5', 5],
    ['15', 15],
    ['60', 60],
  ])('after %s minutes without an action, on any use, without an alarm', async (after, minutes) => {
    const uses: ((harness: Harness) => Promise<boolean>)[] = [
      readable,
      async (harness) => (await harness.vault.state()).unlocked,
      async (harness) => (await harness.vault.checkLock()).unlocked,
      async (harness) => (await harness.vault.touch()).ok,
      async (harness) => (await harness.vault.putKey('acct_two', KEY)).ok,
      async (harness) => (await harness.restartWorker().start()).unlocked,
    ];
    for (const use of uses) {
      const harness = await createUnlocked();
      await harness.vault.setLock({ after, withScreen: false });
      harness.clock.pass(minutes * MINUTE - 1);
      expect((await harness.vault.checkLock()).unlocked).toBe(true);
      harness.clock.pass(1);
      expect(await use(harness)).toBe(false);
      expect(harness.session.data.size).toBe(0);
    }
  });

  test('counts from the last action; reading keys and asking for the state are none', async () => {
    const harness = await createUnlocked();
    harness.clock.pass(10 * MINUTE);
    expect(await harness.vault.touch()).toEqual({ ok: true });
    for (let minute = 0; minute < 14; minute += 1) {
      harness.clock.pass(MINUTE);
      await harness.vault.state();
      expect(await readable(harness)).toBe(true);
    }
    harness.clock.pass(MINUTE);
    expect(await readable(harness)).toBe(false);
  });

  test('never by time until the browser closes', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: 'browser', withScreen: false });
    harness.clock.pass(30 * 24 * 60 * MINUTE);
    expect(await readable(harness)).toBe(true);
    expect(await harness.vault.checkLock()).toEqual({ unlocked: true, nextCheck: null });
    harness.restartBrowser();
    expect(await readable(harness)).toBe(false);
  });

  test('at once when the clock is set back, whatever was chosen, also across the worker', async () => {
    for (const after of ['5', '60', 'browser'] as const) {
      const harness = await createUnlocked();
      await harness.vault.setLock({ after, withScreen: false });
      harness.clock.pass(3 * MINUTE);
      expect(await readable(harness)).toBe(true);
      harness.clock.pass(-(CLOCK_TOLERANCE_MS + 1));
      harness.restartWorker();
      expect(await readable(harness)).toBe(false);
      harness.clock.pass(3 * MINUTE);
      expect(await readable(harness)).toBe(false);
    }
  });

  test('not for a step of time synchronisation', async () => {
    const harness = await createUnlocked();
    harness.clock.pass(-500);
    expect(await readable(harness)).toBe(true);
  });

  test('names the time of the next check: the alarm', async () => {
    const harness = await createUnlocked();
    const start = harness.clock.now();
    expect(await harness.vault.checkLock()).toEqual({ unlocked: true, nextCheck: start + 15 * MINUTE });
    harness.clock.pass(MINUTE);
    await harness.vault.touch();
    expect(await harness.vault.checkLock()).toEqual({ unlocked: true, nextCheck: start + 16 * MINUTE });
    harness.clock.pass(15 * MINUTE);
    expect(await harness.vault.checkLock()).toEqual({ unlocked: false, nextCheck: null });
  });

  test.each<[string, (harness: Harness) => unknown]>([
    ['the times are missing', ({ session }) => session.data.delete(NAMES.times)],
    ['the times are damaged', ({ session }) => session.data.set(NAMES.times, '{"lastAction":"never"}')],
    [
      'the key is damaged',
      (harness) => {
        harness.session.data.set(NAMES.key, '"c2hvcnQ="');
        harness.restartWorker();
      },
    ],
    [
      'the session storage cannot be read',
      ({ session }) => {
        session.before = (operation) => {
          if (operation === 'get') throw new Error('no');
        };
      },
    ],
    [
      'the times cannot be written',
      ({ session }) => {
        session.before = (operation) => {
          if (operation === 'set') throw new Error('no');
        };
      },
    ],
  ])('when %s', async (_what, wreck) => {
    const harness = await createUnlocked();
    await wreck(harness);
    expect(await harness.vault.readKey('acct_one')).toEqual(LOCKED);
    expect(harness.session.data.has(NAMES.key)).toBe(false);
  });

  test('after five minutes when the choice cannot be read', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: 'browser', withScreen: false });
    harness.local.data.set(NAMES.lock, '{"after":"never"}');
    harness.clock.pass(5 * MINUTE);
    expect(await readable(harness)).toBe(false);
  });
});

describe('a changed choice', () => {
  test('applies at once: a shorter one locks what it finds overdue', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: '60', withScreen: false });
    harness.clock.pass(6 * MINUTE);
    expect(await harness.vault.setLock({ after: '5', withScreen: false })).toEqual({ ok: true });
    expect(harness.session.data.size).toBe(0);
    expect(await harness.vault.state()).toMatchObject({
      unlocked: false,
      lockAfter: '5',
      lockWithScreen: false,
    });
  });

  test('never revives what had run out', async () => {
    const harness = await createUnlocked();
    harness.clock.pass(15 * MINUTE);
    await harness.vault.setLock({ after: 'browser', withScreen: false });
    expect(await readable(harness)).toBe(false);
  });

  test('outlives browser and vault, and is refused whole when it cannot be stored', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: '60', withScreen: false });
    await harness.vault.remove();
    expect(await harness.restartBrowser().state()).toMatchObject({ lockAfter: '60', lockWithScreen: false });
    harness.local.before = (operation) => {
      if (operation === 'set') throw new DOMException('no room', 'QuotaExceededError');
    };
    expect(await harness.vault.setLock({ after: '5', withScreen: true })).toEqual({
      ok: false,
      code: 'storage-full',
    });
    expect(await harness.vault.state()).toMatchObject({ lockAfter: '60', lockWithScreen: false });
  });
});

describe('the screen', () => {
  test('locks the vault if chosen, and only then', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: '60', withScreen: false });
    await harness.vault.screenLocked();
    expect(await readable(harness)).toBe(true);
    await harness.vault.setLock({ after: '60', withScreen: true });
    await harness.vault.screenLocked();
    expect(await readable(harness)).toBe(false);
  });

  test('locks the vault when the choice cannot be read', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: '60', withScreen: false });
    harness.local.before = () => {
      throw new Error('no');
    };
    await harness.vault.screenLocked();
    expect(harness.session.data.size).toBe(0);
  });
});

describe('Lock now', () => {
  test('holds from the moment it is called, before the storage has answered', async () => {
    const harness = await createUnlocked();
    const removed = gate();
    harness.session.before = (operation) => (operation === 'remove' ? removed.passed : undefined);
    const locking = harness.vault.lock();
    expect(await harness.vault.readKey('acct_one')).toEqual(LOCKED);
    removed.open();
    expect(await locking).toEqual({ ok: true });
  });

  test('overtakes a key that is being read, at every step of it', async () => {
    // Count the storage steps of one read, then lock during each of them.
    let steps = 0;
    const counting = await createUnlocked();
    for (const store of [counting.local, counting.second, counting.session]) {
      store.before = () => {
        steps += 1;
      };
    }
    await counting.vault.readKey('acct_one');
    expect(steps).toBeGreaterThan(4);

    for (let at = 1; at <= steps; at += 1) {
      const harness = await createUnlocked();
      const held = gate();
      let step = 0;
      for (const store of [harness.local, harness.second, harness.session]) {
        store.before = (operation) => {
          step += 1;
          return step === at && operation !== 'remove' ? held.passed : undefined;
        };
      }
      const reading = harness.vault.readKey('acct_one');
      await vi.waitFor(() => expect(step).toBeGreaterThanOrEqual(at));
      const locking = harness.vault.lock();
      held.open();
      expect(await reading).toEqual(LOCKED);
      expect(await locking).toEqual({ ok: true });
      expect(harness.session.data.has(NAMES.key)).toBe(false);
    }
  });

  test('overtakes an unlock that is deriving', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    const derived = gate();
    harness.derive.mockImplementationOnce(async (...args) => {
      await derived.passed;
      return fastDerive(...args);
    });
    const unlocking = vault.unlock(PASSPHRASE);
    await vi.waitFor(() => expect(harness.derive).toHaveBeenCalledTimes(2));
    expect(await vault.lock()).toEqual({ ok: true });
    derived.open();
    expect(await unlocking).toEqual(LOCKED);
    expect(harness.session.data.size).toBe(0);
  });

  test('overtakes an unlock that is handing the key to the session storage', async () => {
    for (const name of [NAMES.times, NAMES.key]) {
      const harness = await createUnlocked();
      const vault = harness.restartBrowser();
      const held = gate();
      let reached = false;
      const written: string[] = [];
      harness.session.before = (operation, key) => {
        if (operation === 'set') written.push(key);
        if (operation !== 'set' || key !== name) return undefined;
        reached = true;
        return held.passed;
      };
      const unlocking = vault.unlock(PASSPHRASE);
      await vi.waitFor(() => expect(reached).toBe(true));
      await vault.lock();
      held.open();
      expect(await unlocking).toEqual(LOCKED);
      // Not even for a moment after the lock: the worker could die in it.
      expect(written.includes(NAMES.key)).toBe(name === NAMES.key);
      expect(harness.session.data.size).toBe(0);
      expect(await vault.readKey('acct_one')).toEqual(LOCKED);
    }
  });

  test('lets a key that is being put arrive', async () => {
    const harness = await createUnlocked();
    const held = gate();
    let reached = false;
    harness.second.before = (operation) => {
      if (operation !== 'set') return undefined;
      reached = true;
      return held.passed;
    };
    const putting = harness.vault.putKey('acct_two', 'rk_test_two');
    await vi.waitFor(() => expect(reached).toBe(true));
    await harness.vault.lock();
    held.open();
    expect(await putting).toEqual({ ok: true });
    harness.second.before = () => undefined;
    await harness.vault.unlock(PASSPHRASE);
    expect(await harness.vault.readKey('acct_two')).toEqual({ ok: true, key: 'rk_test_two' });
  });

  test('is said to have failed when the session storage keeps the key, and holds in this worker', async () => {
    const harness = await createUnlocked();
    harness.session.before = (operation) => {
      if (operation === 'remove') throw new Error('no');
    };
    expect(await harness.vault.lock()).toEqual({ ok: false, code: 'storage-failed' });
    expect(await harness.vault.readKey('acct_one')).toEqual(LOCKED);
  });

  test('is heard by whoever listens, as is every other lock, until they stop', async () => {
    const harness = await createUnlocked();
    const heard = vi.fn();
    const stop = harness.vault.onLock(heard);
    await harness.vault.lock();
    expect(heard).toHaveBeenCalledTimes(1);
    await harness.vault.unlock(PASSPHRASE);
    harness.clock.pass(15 * MINUTE);
    await harness.vault.checkLock();
    expect(heard).toHaveBeenCalledTimes(2);
    await harness.vault.checkLock();
    expect(heard).toHaveBeenCalledTimes(2);
    stop();
    await harness.vault.unlock(PASSPHRASE);
    await harness.vault.remove();
    expect(heard).toHaveBeenCalledTimes(2);
  });
});

describe('a change of the state is told once, after it', () => {
  const heardBy = async (change: (harness: Harness) => Promise<unknown>) => {
    const harness = await createUnlocked();
    const states: boolean[] = [];
    const reading: Promise<unknown>[] = [];
    harness.vault.onChange(() => {
      reading.push(harness.vault.state().then(({ unlocked }) => states.push(unlocked)));
    });
    await change(harness);
    await Promise.all(reading);
    return states;
  };

  test.each<[string, (harness: Harness) => Promise<unknown>, boolean[]]>([
    ['Lock now', ({ vault }) => vault.lock(), [false]],
    ['the screen', ({ vault }) => vault.screenLocked(), [false]],
    [
      'the time that ran out',
      async ({ vault, clock }) => {
        clock.pass(15 * MINUTE);
        await vault.checkLock();
        await vault.checkLock();
      },
      [false],
    ],
    [
      'an unlock',
      async ({ vault }) => {
        await vault.lock();
        await vault.unlock(PASSPHRASE);
      },
      [false, true],
    ],
    [
      'a wrong passphrase, after which the next try waits',
      ({ vault }) => vault.unlock('not the passphrase'),
      [true],
    ],
    ['a new passphrase', ({ vault }) => vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE), [true]],
    ['another choice of lock', ({ vault }) => vault.setLock({ after: '60', withScreen: false }), [true]],
    ['nothing that was only read', ({ vault }) => vault.readKey('acct_one'), []],
    ['no action of the user', ({ vault }) => vault.touch(), []],
  ])('%s', async (_name, change, told) => {
    expect(await heardBy(change)).toEqual(told);
  });
});

test('an action that comes while the state is asked for is not lost', async () => {
  const harness = await createUnlocked();
  harness.clock.pass(14 * MINUTE);
  const held = gate();
  let writes = 0;
  harness.session.before = (operation) => {
    if (operation !== 'set') return undefined;
    writes += 1;
    return writes === 1 ? held.passed : undefined;
  };
  const asking = harness.vault.state();
  await vi.waitFor(() => expect(writes).toBe(1));
  const acting = harness.vault.touch();
  await new Promise((resolve) => setTimeout(resolve, 5));
  held.open();
  await asking;
  expect(await acting).toEqual({ ok: true });
  harness.clock.pass(14 * MINUTE);
  expect(await readable(harness)).toBe(true);
});
