import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVirtualTime } from '../../tests/support/virtual-time.ts';
import { NAMES } from './key-value.ts';
import { memoryStorage } from './storage.fixture.ts';
import { createThrottle, fullWait, remainingWait } from './throttle.ts';

const T = 1_760_000_000_000;
const DAY = 86_400_000;

function setUp() {
  const local = memoryStorage();
  const clock = createVirtualTime(T);
  const build = () => createThrottle(local, clock.now);
  return { local, clock, throttle: build(), restart: build };
}

describe('the wait', () => {
  test.each([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 2],
    [5, 4],
    [6, 8],
    [7, 16],
    [8, 32],
    [9, 60],
    [10, 60],
    [1_000_000, 60],
  ])('after %i wrong passphrases in a row is %i s', (wrong, seconds) => {
    expect(fullWait(wrong)).toBe(seconds * 1000);
  });

  test.each([
    ['at once', 0, 32_000],
    ['after a part of it', 10_000, 22_000],
    ['when it is over', 32_000, 0],
    ['long after', DAY, 0],
    ['with the clock set back a second', -1_000, 32_000],
    ['with the clock set back a year', -365 * DAY, 32_000],
  ])('%s', (_when, later, expected) => {
    expect(remainingWait({ wrong: 8, at: T }, T + later).waitMs).toBe(expected);
  });

  test('wherever the clock is set to, is at most a minute and ends', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(2 * T), fc.nat(2 * T), (wrong, at, now) => {
        const { waitMs, record } = remainingWait({ wrong, at }, now);
        expect(waitMs).toBeLessThanOrEqual(60_000);
        expect(remainingWait(record, now + waitMs).waitMs).toBe(0);
      }),
    );
  });
});

describe('the throttle', () => {
  test('outlives the worker', async () => {
    const { throttle, restart } = setUp();
    for (let tries = 0; tries < 5; tries += 1) await throttle.count();
    expect(await restart().wait()).toBe(4_000);
  });

  test('is not ended by setting the clock back, nor made longer', async () => {
    const { throttle, clock, restart } = setUp();
    for (let tries = 0; tries < 9; tries += 1) await throttle.count();
    clock.pass(-10 * DAY);
    expect(await throttle.wait()).toBe(60_000);
    clock.pass(59_999);
    expect(await restart().wait()).toBe(1);
    clock.pass(1);
    expect(await restart().wait()).toBe(0);
  });

  test('forgets nothing but by the right passphrase', async () => {
    const { throttle, clock, local } = setUp();
    for (let tries = 0; tries < 8; tries += 1) await throttle.count();
    clock.pass(DAY);
    expect(await throttle.wait()).toBe(0);
    await throttle.count();
    expect(await throttle.wait()).toBe(60_000);
    await throttle.clear();
    expect(await throttle.wait()).toBe(0);
    expect(local.data.size).toBe(0);
  });

  test('takes back a try that was none', async () => {
    const { throttle } = setUp();
    for (let tries = 0; tries < 3; tries += 1) await throttle.count();
    await throttle.uncount();
    expect(await throttle.wait()).toBe(0);
  });

  test('slows in memory while the storage takes nothing', async () => {
    const { throttle, local } = setUp();
    local.before = (operation) => {
      if (operation === 'set') throw new Error('full');
    };
    for (let tries = 0; tries < 9; tries += 1) await throttle.count();
    expect(await throttle.wait()).toBe(60_000);
    local.before = () => {
      throw new Error('gone');
    };
    expect(await throttle.wait()).toBe(60_000);
  });

  test.each([
    ['null'],
    ['{}'],
    ['{"wrong":-1,"at":0}'],
    ['{"wrong":"many","at":1}'],
    ['{"wrong":1e99,"at":1}'],
  ])('takes a damaged record (%s) for many wrong passphrases, for one minute', async (text) => {
    const { throttle, local, clock } = setUp();
    local.data.set(NAMES.throttle, text);
    expect(await throttle.wait()).toBe(60_000);
    clock.pass(60_000);
    expect(await throttle.wait()).toBe(0);
  });

  test('lets a damaged record that cannot be replaced lock nobody out', async () => {
    const { throttle, local, clock } = setUp();
    local.data.set(NAMES.throttle, '[]');
    local.before = (operation) => {
      if (operation === 'set') throw new Error('full');
    };
    expect(await throttle.wait()).toBe(60_000);
    clock.pass(60_000);
    expect(await throttle.wait()).toBe(0);
  });

  test('counts tries that come at the same time one by one', async () => {
    const { throttle } = setUp();
    await Promise.all([
      throttle.count(),
      throttle.wait(),
      throttle.count(),
      throttle.wait(),
      throttle.count(),
    ]);
    expect(await throttle.wait()).toBe(1_000);
  });
});
