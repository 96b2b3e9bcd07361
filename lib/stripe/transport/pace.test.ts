import { describe, expect, test } from 'vitest';
import { createVirtualTime } from '../../../tests/support/virtual-time.ts';
import { createPacer } from './pace.ts';
import { DONE, failed, type Outcome, setUpTransport } from './transport-setup.fixture.ts';

/** The most starts within any window of one second. */
function busiestSecond(starts: readonly { at: number }[]): number {
  return Math.max(
    ...starts.map(({ at }) => starts.filter((other) => other.at >= at && other.at < at + 1_000).length),
  );
}

describe('pace', () => {
  test('never more than 20 starts within any second on one endpoint', async () => {
    const { time, starts, many } = setUpTransport();
    await time.until(many(150, 'subscriptions', 10));
    expect(starts).toHaveLength(150);
    expect(busiestSecond(starts)).toBe(20);
  });

  test('endpoints do not wait for each other, but all share the rate of the account', async () => {
    const { time, starts, many } = setUpTransport({ limits: { perSecond: 30 } });
    await time.until(Promise.all([many(60, 'a', 10), many(60, 'b', 10)]));
    expect(busiestSecond(starts.filter(({ endpoint }) => endpoint === 'a'))).toBeLessThanOrEqual(20);
    expect(busiestSecond(starts)).toBe(30);
  });

  test('a clock that is set back does not stop requests', async () => {
    const time = createVirtualTime();
    let shift = 0;
    const pacer = createPacer({ now: () => time.now() + shift, sleep: time.sleep });
    const send = () => pacer.run('a', async () => DONE);
    await time.until(Promise.all(Array.from({ length: 20 }, send)));
    shift = -3_600_000;
    const before = time.now();
    await time.until(send());
    expect(time.now() - before).toBeLessThanOrEqual(1_000);
  });
});

describe('requests in flight', () => {
  test('start at 4, grow with each success, and never exceed 12', async () => {
    const { time, starts, many, most, pacer } = setUpTransport();
    await time.until(many(200, 'subscriptions', 600));
    expect(starts.filter(({ at }) => at === 0)).toHaveLength(4);
    expect(most()).toBe(12);
    expect(pacer.state()).toEqual({ limit: 12, inFlight: 0 });
  });

  test('100 pages of 600 ms take little more than the floor of 5.6 s', async () => {
    const { time, many, elapsed } = setUpTransport();
    await time.until(many(100, 'subscriptions', 600));
    expect(elapsed()).toBeLessThan(5_600 * 1.2);
  });

  test('a 429 halves them, once for all requests of the same moment; after it they grow slowly', async () => {
    const { time, many, pacer, send } = setUpTransport();
    await time.until(many(60, 'a', 100));
    expect(pacer.state().limit).toBe(12);
    let refusals = 5;
    await time.until(
      many(8, 'b', 100, () => {
        refusals -= 1;
        return refusals >= 0 ? failed('stripe-rate-limited') : DONE;
      }),
    );
    const { limit } = pacer.state();
    expect(limit).toBeGreaterThanOrEqual(6);
    expect(limit).toBeLessThanOrEqual(8);
    await time.until(send('c', 100));
    expect(pacer.state().limit - limit).toBeLessThanOrEqual(1);
  });

  test('never fall below one', async () => {
    const { time, send, pacer } = setUpTransport({ limits: { maxTries: 20, retryBudgetMs: 1e9 } });
    await time.until(send('a', 10, () => failed('stripe-rate-limited')));
    expect(pacer.state()).toEqual({ limit: 1, inFlight: 0 });
  });
});

test('nothing is sent before a pause ends', async () => {
  const { time, pacer, send, elapsed } = setUpTransport();
  pacer.pauseUntil(time.now() + 750);
  await time.until(send('a', 0));
  expect(elapsed()).toBe(750);
});

test('an attempt that throws gives its place back', async () => {
  const { pacer } = setUpTransport();
  await expect(pacer.run('a', () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  expect(pacer.state().inFlight).toBe(0);
});

describe('cancelling ends every wait immediately', () => {
  const never = () => new Promise<void>(() => undefined);
  const cancelled = { ok: false, code: 'cancelled' };

  test('before the start', async () => {
    const pacer = createPacer({ now: () => 0, sleep: never, signal: AbortSignal.abort() });
    expect(await pacer.run('a', async () => DONE)).toEqual(cancelled);
  });

  test('for the pace and for a place', async () => {
    const controller = new AbortController();
    const pacer = createPacer({
      now: () => 0,
      sleep: never,
      signal: controller.signal,
    });
    const quick = Array.from({ length: 20 }, () => pacer.run('a', async () => DONE));
    await Promise.all(quick);
    const forPace = pacer.run('a', async () => DONE);
    const release: (() => void)[] = [];
    const held = Array.from({ length: 12 }, () =>
      pacer.run('c', () => new Promise<Outcome>((resolve) => release.push(() => resolve(DONE)))),
    );
    const forPlace = pacer.run('d', async () => DONE);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await forPace).toEqual(cancelled);
    expect(await forPlace).toEqual(cancelled);
    for (const go of release) go();
    await Promise.all(held);
    expect(pacer.state().inFlight).toBe(0);
  });
});
