import { describe, expect, test, vi } from 'vitest';
import type { LockChoice } from '../model/vault.ts';
import { NAMES } from './key-value.ts';
import { CLOCK_TOLERANCE_MS } from './lock.ts';
import {
  createUnlocked,
  fastDerive,
  KEY,
  MINUTE,
  NEW_PASSPHRASE,
  PASSPHRASE,
  type World,
} from './world.fixture.ts';

const LOCKED = { ok: false, code: 'locked' };
const readable = async (world: World) => (await world.vault.readKey('acct_one')).ok;

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
    const uses: ((world: World) => Promise<boolean>)[] = [
      readable,
      async (world) => (await world.vault.state()).unlocked,
      async (world) => (await world.vault.checkLock()).unlocked,
      async (world) => (await world.vault.touch()).ok,
      async (world) => (await world.vault.putKey('acct_two', KEY)).ok,
      async (world) => (await world.restartWorker().start()).unlocked,
    ];
    for (const use of uses) {
      const world = await createUnlocked();
      await world.vault.setLock({ after, withScreen: false });
      world.clock.now += minutes * MINUTE - 1;
      expect((await world.vault.checkLock()).unlocked).toBe(true);
      world.clock.now += 1;
      expect(await use(world)).toBe(false);
      expect(world.session.data.size).toBe(0);
    }
  });

  test('counts from the last action; reading keys and asking for the state are none', async () => {
    const world = await createUnlocked();
    world.clock.now += 10 * MINUTE;
    expect(await world.vault.touch()).toEqual({ ok: true });
    for (let minute = 0; minute < 14; minute += 1) {
      world.clock.now += MINUTE;
      await world.vault.state();
      expect(await readable(world)).toBe(true);
    }
    world.clock.now += MINUTE;
    expect(await readable(world)).toBe(false);
  });

  test('never by time until the browser closes', async () => {
    const world = await createUnlocked();
    await world.vault.setLock({ after: 'browser', withScreen: false });
    world.clock.now += 30 * 24 * 60 * MINUTE;
    expect(await readable(world)).toBe(true);
    expect(await world.vault.checkLock()).toEqual({ unlocked: true, nextCheck: null });
    world.restartBrowser();
    expect(await readable(world)).toBe(false);
  });

  test('at once when the clock is set back, whatever was chosen, also across the worker', async () => {
    for (const after of ['5', '60', 'browser'] as const) {
      const world = await createUnlocked();
      await world.vault.setLock({ after, withScreen: false });
      world.clock.now += 3 * MINUTE;
      expect(await readable(world)).toBe(true);
      world.clock.now -= CLOCK_TOLERANCE_MS + 1;
      world.restartWorker();
      expect(await readable(world)).toBe(false);
      world.clock.now += 3 * MINUTE;
      expect(await readable(world)).toBe(false);
    }
  });

  test('not for a step of time synchronisation', async () => {
    const world = await createUnlocked();
    world.clock.now -= 500;
    expect(await readable(world)).toBe(true);
  });

  test('names the time of the next check: the alarm', async () => {
    const world = await createUnlocked();
    const start = world.clock.now;
    expect(await world.vault.checkLock()).toEqual({ unlocked: true, nextCheck: start + 15 * MINUTE });
    world.clock.now += MINUTE;
    await world.vault.touch();
    expect(await world.vault.checkLock()).toEqual({ unlocked: true, nextCheck: start + 16 * MINUTE });
    world.clock.now = start + 16 * MINUTE;
    expect(await world.vault.checkLock()).toEqual({ unlocked: false, nextCheck: null });
  });

  test.each<[string, (world: World) => unknown]>([
    ['the times are missing', ({ session }) => session.data.delete(NAMES.times)],
    ['the times are damaged', ({ session }) => session.data.set(NAMES.times, '{"lastAction":"never"}')],
    [
      'the key is damaged',
      (world) => {
        world.session.data.set(NAMES.key, '"c2hvcnQ="');
        world.restartWorker();
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
    const world = await createUnlocked();
    await wreck(world);
    expect(await world.vault.readKey('acct_one')).toEqual(LOCKED);
    expect(world.session.data.has(NAMES.key)).toBe(false);
  });

  test('after five minutes when the choice cannot be read', async () => {
    const world = await createUnlocked();
    await world.vault.setLock({ after: 'browser', withScreen: false });
    world.local.data.set(NAMES.lock, '{"after":"never"}');
    world.clock.now += 5 * MINUTE;
    expect(await readable(world)).toBe(false);
  });
});

describe('a changed choice', () => {
  test('applies at once: a shorter one locks what it finds overdue', async () => {
    const world = await createUnlocked();
    await world.vault.setLock({ after: '60', withScreen: false });
    world.clock.now += 6 * MINUTE;
    expect(await world.vault.setLock({ after: '5', withScreen: false })).toEqual({ ok: true });
    expect(world.session.data.size).toBe(0);
    expect(await world.vault.state()).toMatchObject({
      unlocked: false,
      lockAfter: '5',
      lockWithScreen: false,
    });
  });

  test('never revives what had run out', async () => {
    const world = await createUnlocked();
    world.clock.now += 15 * MINUTE;
    await world.vault.setLock({ after: 'browser', withScreen: false });
    expect(await readable(world)).toBe(false);
  });

  test('outlives browser and vault, and is refused whole when it cannot be stored', async () => {
    const world = await createUnlocked();
    await world.vault.setLock({ after: '60', withScreen: false });
    await world.vault.remove();
    expect(await world.restartBrowser().state()).toMatchObject({ lockAfter: '60', lockWithScreen: false });
    world.local.before = (operation) => {
      if (operation === 'set') throw new DOMException('no room', 'QuotaExceededError');
    };
    expect(await world.vault.setLock({ after: '5', withScreen: true })).toEqual({
      ok: false,
      code: 'storage-full',
    });
    expect(await world.vault.state()).toMatchObject({ lockAfter: '60', lockWithScreen: false });
  });
});

describe('the screen', () => {
  test('locks the vault if chosen, and only then', async () => {
    const world = await createUnlocked();
    await world.vault.setLock({ after: '60', withScreen: false });
    await world.vault.screenLocked();
    expect(await readable(world)).toBe(true);
    await world.vault.setLock({ after: '60', withScreen: true });
    await world.vault.screenLocked();
    expect(await readable(world)).toBe(false);
  });

  test('locks the vault when the choice cannot be read', async () => {
    const world = await createUnlocked();
    await world.vault.setLock({ after: '60', withScreen: false });
    world.local.before = () => {
      throw new Error('no');
    };
    await world.vault.screenLocked();
    expect(world.session.data.size).toBe(0);
  });
});

describe('Lock now', () => {
  test('holds from the moment it is called, before the storage has answered', async () => {
    const world = await createUnlocked();
    const removed = gate();
    world.session.before = (operation) => (operation === 'remove' ? removed.passed : undefined);
    const locking = world.vault.lock();
    expect(await world.vault.readKey('acct_one')).toEqual(LOCKED);
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
      const world = await createUnlocked();
      const held = gate();
      let step = 0;
      for (const store of [world.local, world.second, world.session]) {
        store.before = (operation) => {
          step += 1;
          return step === at && operation !== 'remove' ? held.passed : undefined;
        };
      }
      const reading = world.vault.readKey('acct_one');
      await vi.waitFor(() => expect(step).toBeGreaterThanOrEqual(at));
      const locking = world.vault.lock();
      held.open();
      expect(await reading).toEqual(LOCKED);
      expect(await locking).toEqual({ ok: true });
      expect(world.session.data.has(NAMES.key)).toBe(false);
    }
  });

  test('overtakes an unlock that is deriving', async () => {
    const world = await createUnlocked();
    const vault = world.restartBrowser();
    const derived = gate();
    world.derive.mockImplementationOnce(async (...args) => {
      await derived.passed;
      return fastDerive(...args);
    });
    const unlocking = vault.unlock(PASSPHRASE);
    await vi.waitFor(() => expect(world.derive).toHaveBeenCalledTimes(2));
    expect(await vault.lock()).toEqual({ ok: true });
    derived.open();
    expect(await unlocking).toEqual(LOCKED);
    expect(world.session.data.size).toBe(0);
  });

  test('overtakes an unlock that is handing the key to the session storage', async () => {
    for (const name of [NAMES.times, NAMES.key]) {
      const world = await createUnlocked();
      const vault = world.restartBrowser();
      const held = gate();
      let reached = false;
      const written: string[] = [];
      world.session.before = (operation, key) => {
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
      expect(world.session.data.size).toBe(0);
      expect(await vault.readKey('acct_one')).toEqual(LOCKED);
    }
  });

  test('lets a key that is being put arrive', async () => {
    const world = await createUnlocked();
    const held = gate();
    let reached = false;
    world.second.before = (operation) => {
      if (operation !== 'set') return undefined;
      reached = true;
      return held.passed;
    };
    const putting = world.vault.putKey('acct_two', 'rk_test_two');
    await vi.waitFor(() => expect(reached).toBe(true));
    await world.vault.lock();
    held.open();
    expect(await putting).toEqual({ ok: true });
    world.second.before = () => undefined;
    await world.vault.unlock(PASSPHRASE);
    expect(await world.vault.readKey('acct_two')).toEqual({ ok: true, key: 'rk_test_two' });
  });

  test('is said to have failed when the session storage keeps the key, and holds in this worker', async () => {
    const world = await createUnlocked();
    world.session.before = (operation) => {
      if (operation === 'remove') throw new Error('no');
    };
    expect(await world.vault.lock()).toEqual({ ok: false, code: 'storage-failed' });
    expect(await world.vault.readKey('acct_one')).toEqual(LOCKED);
  });

  test('is heard by whoever listens, as is every other lock, until they stop', async () => {
    const world = await createUnlocked();
    const heard = vi.fn();
    const stop = world.vault.onLock(heard);
    await world.vault.lock();
    expect(heard).toHaveBeenCalledTimes(1);
    await world.vault.unlock(PASSPHRASE);
    world.clock.now += 15 * MINUTE;
    await world.vault.checkLock();
    expect(heard).toHaveBeenCalledTimes(2);
    await world.vault.checkLock();
    expect(heard).toHaveBeenCalledTimes(2);
    stop();
    await world.vault.unlock(PASSPHRASE);
    await world.vault.remove();
    expect(heard).toHaveBeenCalledTimes(2);
  });
});

describe('a change of the state is told once, after it', () => {
  const heardBy = async (change: (world: World) => Promise<unknown>) => {
    const world = await createUnlocked();
    const states: boolean[] = [];
    const reading: Promise<unknown>[] = [];
    world.vault.onChange(() => {
      reading.push(world.vault.state().then(({ unlocked }) => states.push(unlocked)));
    });
    await change(world);
    await Promise.all(reading);
    return states;
  };

  test.each<[string, (world: World) => Promise<unknown>, boolean[]]>([
    ['Lock now', ({ vault }) => vault.lock(), [false]],
    ['the screen', ({ vault }) => vault.screenLocked(), [false]],
    [
      'the time that ran out',
      async ({ vault, clock }) => {
        clock.now += 15 * MINUTE;
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
  const world = await createUnlocked();
  world.clock.now += 14 * MINUTE;
  const held = gate();
  let writes = 0;
  world.session.before = (operation) => {
    if (operation !== 'set') return undefined;
    writes += 1;
    return writes === 1 ? held.passed : undefined;
  };
  const asking = world.vault.state();
  await vi.waitFor(() => expect(writes).toBe(1));
  const acting = world.vault.touch();
  await new Promise((resolve) => setTimeout(resolve, 5));
  held.open();
  await asking;
  expect(await acting).toEqual({ ok: true });
  world.clock.now += 14 * MINUTE;
  expect(await readable(world)).toBe(true);
});
