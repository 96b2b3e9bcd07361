import { describe, expect, test } from 'vitest';
import { createVirtualTime } from '../../../tests/support/virtual-time.ts';
import type { StripeFailureCode } from '../../model/failure.ts';
import type { StripeFailure } from '../errors.ts';
import { createPacer, LIVE_LIMITS, type Pacer, type PacerOptions } from './pacing.ts';

type Outcome = { ok: true } | StripeFailure;
const DONE: Outcome = { ok: true };
const failed = (code: StripeFailureCode): Outcome => ({ ok: false, code });

function setUp(options: Partial<PacerOptions> = {}) {
  const time = createVirtualTime();
  const begun = time.now();
  const starts: { endpoint: string; at: number }[] = [];
  let inFlight = 0;
  let most = 0;
  const pacer = createPacer({ now: time.now, sleep: time.sleep, random: () => 0.5, ...options });
  const send = (endpoint: string, latency: number, outcome: () => Outcome = () => DONE) =>
    pacer.run(endpoint, async (): Promise<Outcome> => {
      starts.push({ endpoint, at: time.now() - begun });
      inFlight += 1;
      most = Math.max(most, inFlight);
      await time.sleep(latency);
      inFlight -= 1;
      return outcome();
    });
  const many = (count: number, endpoint: string, latency: number, outcome?: () => Outcome) =>
    Promise.all(Array.from({ length: count }, () => send(endpoint, latency, outcome)));
  return { time, starts, pacer, send, many, most: () => most, elapsed: () => time.now() - begun };
}

/** The most starts within any window of one second. */
function busiestSecond(starts: readonly { at: number }[]): number {
  return Math.max(
    ...starts.map(({ at }) => starts.filter((other) => other.at >= at && other.at < at + 1_000).length),
  );
}

describe('pace', () => {
  test('never more than 20 starts within any second on one endpoint', async () => {
    const { time, starts, many } = setUp();
    await time.until(many(150, 'subscriptions', 10));
    expect(starts).toHaveLength(150);
    expect(busiestSecond(starts)).toBe(20);
  });

  test('endpoints do not wait for each other, but all share the rate of the account', async () => {
    const { time, starts, many } = setUp({ limits: { perSecond: 30 } });
    await time.until(Promise.all([many(60, 'a', 10), many(60, 'b', 10)]));
    expect(busiestSecond(starts.filter(({ endpoint }) => endpoint === 'a'))).toBeLessThanOrEqual(20);
    expect(busiestSecond(starts)).toBe(30);
  });

  test('a clock that is set back does not shut the door', async () => {
    const time = createVirtualTime();
    let shift = 0;
    const pacer = createPacer({ now: () => time.now() + shift, sleep: time.sleep, random: () => 0 });
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
    const { time, starts, many, most, pacer } = setUp();
    await time.until(many(200, 'subscriptions', 600));
    expect(starts.filter(({ at }) => at === 0)).toHaveLength(4);
    expect(most()).toBe(12);
    expect(pacer.state()).toEqual({ limit: 12, inFlight: 0 });
  });

  test('100 pages of 600 ms take little more than the floor of 5.6 s', async () => {
    const { time, many, elapsed } = setUp();
    await time.until(many(100, 'subscriptions', 600));
    expect(elapsed()).toBeLessThan(5_600 * 1.2);
  });

  test('a 429 halves them, once for all requests of the same asOf; after it they grow slowly', async () => {
    const { time, many, pacer, send } = setUp();
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
    const { time, send, pacer } = setUp({ limits: { maxTries: 20, retryBudgetMs: 1e9 } });
    await time.until(send('a', 10, () => failed('stripe-rate-limited')));
    expect(pacer.state()).toEqual({ limit: 1, inFlight: 0 });
  });
});

describe('retries', () => {
  test.each(['stripe-rate-limited', 'stripe-unavailable', 'stripe-bad-answer', 'timeout'] as const)(
    '%s is tried again',
    async (code) => {
      const { time, send, starts } = setUp();
      const outcomes = [failed(code), failed(code), DONE];
      expect(await time.until(send('a', 10, () => outcomes.shift() ?? DONE))).toEqual(DONE);
      expect(starts).toHaveLength(3);
    },
  );

  test.each([
    'stripe-key-invalid',
    'stripe-key-expired',
    'stripe-key-ip',
    'stripe-permission',
    'stripe-wrong-mode',
    'stripe-refused',
    'offline',
    'cancelled',
  ] as const)('%s is told at once', async (code) => {
    const { time, send, starts } = setUp();
    expect(await time.until(send('a', 10, () => failed(code)))).toEqual(failed(code));
    expect(starts).toHaveLength(1);
  });

  test('wait twice as long each time, up to a bound, half of it by chance', async () => {
    const waits = async (chance: number) => {
      const { time, send, starts } = setUp({
        random: () => chance,
        limits: { maxTries: 7, retryBudgetMs: 1e9 },
      });
      await time.until(send('a', 0, () => failed('stripe-unavailable')));
      return starts.slice(1).map(({ at }, index) => at - (starts[index]?.at ?? 0));
    };
    expect(await waits(0)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000]);
    expect(await waits(0.999_999)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  test('end with the number of tries', async () => {
    const { time, send, starts } = setUp({ limits: { retryBudgetMs: 1e9 } });
    expect(await time.until(send('a', 0, () => failed('timeout')))).toEqual(failed('timeout'));
    expect(starts).toHaveLength(LIVE_LIMITS.maxTries);
  });

  test('end with the time budget of the read, and with the deadline of the refresh', async () => {
    const budget = setUp({ limits: { retryBudgetMs: 2_000 } });
    await budget.time.until(budget.send('a', 0, () => failed('stripe-unavailable')));
    expect(budget.elapsed()).toBeLessThanOrEqual(2_000);
    expect(budget.starts.length).toBeGreaterThan(1);

    const deadline = setUp({ deadline: 1_000_000 + 400 });
    await deadline.time.until(deadline.send('a', 0, () => failed('stripe-unavailable')));
    expect(deadline.elapsed()).toBeLessThanOrEqual(400);
  });

  test('a read that used up its budget with one try is tried once more, but not after the deadline', async () => {
    const stall = 20_000;
    const once = setUp({ limits: { retryBudgetMs: 2_000 } });
    const outcomes = [failed('timeout'), DONE];
    expect(await once.time.until(once.send('a', stall, () => outcomes.shift() ?? DONE))).toEqual(DONE);

    const always = setUp({ limits: { retryBudgetMs: 2_000 } });
    await always.time.until(always.send('a', stall, () => failed('timeout')));
    expect(always.starts).toHaveLength(2);

    const late = setUp({ limits: { retryBudgetMs: 2_000 }, deadline: 1_000_000 + stall });
    await late.time.until(late.send('a', stall, () => failed('timeout')));
    expect(late.starts).toHaveLength(1);
  });

  test('a 429 holds back the other requests too', async () => {
    const { time, send, starts } = setUp();
    const outcomes = [failed('stripe-rate-limited'), DONE];
    await time.until(
      (async () => {
        const first = send('a', 0, () => outcomes.shift() ?? DONE);
        await time.sleep(1);
        await send('b', 0);
        await first;
      })(),
    );
    expect(starts.find(({ endpoint }) => endpoint === 'b')?.at).toBeGreaterThanOrEqual(375);
  });

  test('an attempt that throws gives its place back', async () => {
    const { pacer } = setUp();
    await expect(pacer.run('a', () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    expect(pacer.state().inFlight).toBe(0);
  });
});

describe('cancelling ends every wait at once', () => {
  const never = () => new Promise<void>(() => undefined);
  const cancelled = { ok: false, code: 'cancelled' };

  test('before the start', async () => {
    const pacer = createPacer({ now: () => 0, random: () => 0, sleep: never, signal: AbortSignal.abort() });
    expect(await pacer.run('a', async () => DONE)).toEqual(cancelled);
  });

  test('for the pace, for a place and between retries', async () => {
    const controller = new AbortController();
    const pacer: Pacer = createPacer({
      now: () => 0,
      random: () => 0,
      sleep: never,
      signal: controller.signal,
    });
    const quick = Array.from({ length: 20 }, () => pacer.run('a', async () => DONE));
    await Promise.all(quick);
    const forPace = pacer.run('a', async () => DONE);
    const retrying = pacer.run('b', async () => failed('timeout'));
    const release: (() => void)[] = [];
    const held = Array.from({ length: 12 }, () =>
      pacer.run('c', () => new Promise<Outcome>((resolve) => release.push(() => resolve(DONE)))),
    );
    const forPlace = pacer.run('d', async () => DONE);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await forPace).toEqual(cancelled);
    expect(await retrying).toEqual(cancelled);
    expect(await forPlace).toEqual(cancelled);
    for (const go of release) go();
    await Promise.all(held);
    expect(pacer.state().inFlight).toBe(0);
  });
});
