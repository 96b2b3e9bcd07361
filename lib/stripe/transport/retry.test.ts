import { describe, expect, test } from 'vitest';
import { createPacer } from './pace.ts';
import { createRetrier, RETRY_LIMITS } from './retry.ts';
import { DONE, failed, setUpTransport } from './transport-setup.fixture.ts';

describe('retries', () => {
  test.each(['stripe-rate-limited', 'stripe-unavailable', 'stripe-bad-answer', 'timeout'] as const)(
    '%s is tried again',
    async (code) => {
      const { time, send, starts } = setUpTransport();
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
  ] as const)('%s is reported immediately', async (code) => {
    const { time, send, starts } = setUpTransport();
    expect(await time.until(send('a', 10, () => failed(code)))).toEqual(failed(code));
    expect(starts).toHaveLength(1);
  });

  test('wait twice as long each time, up to a bound, half of it by chance', async () => {
    const waits = async (chance: number) => {
      const { time, send, starts } = setUpTransport({
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
    const { time, send, starts } = setUpTransport({ limits: { retryBudgetMs: 1e9 } });
    expect(await time.until(send('a', 0, () => failed('timeout')))).toEqual(failed('timeout'));
    expect(starts).toHaveLength(RETRY_LIMITS.maxTries);
  });

  test('end with the time budget of the read, and with the deadline of the refresh', async () => {
    const budget = setUpTransport({ limits: { retryBudgetMs: 2_000 } });
    await budget.time.until(budget.send('a', 0, () => failed('stripe-unavailable')));
    expect(budget.elapsed()).toBeLessThanOrEqual(2_000);
    expect(budget.starts.length).toBeGreaterThan(1);

    const deadline = setUpTransport({ deadline: 1_000_000 + 400 });
    await deadline.time.until(deadline.send('a', 0, () => failed('stripe-unavailable')));
    expect(deadline.elapsed()).toBeLessThanOrEqual(400);
  });

  test('a read that used up its budget with one try is tried once more, but not after the deadline', async () => {
    const stall = 20_000;
    const once = setUpTransport({ limits: { retryBudgetMs: 2_000 } });
    const outcomes = [failed('timeout'), DONE];
    expect(await once.time.until(once.send('a', stall, () => outcomes.shift() ?? DONE))).toEqual(DONE);

    const always = setUpTransport({ limits: { retryBudgetMs: 2_000 } });
    await always.time.until(always.send('a', stall, () => failed('timeout')));
    expect(always.starts).toHaveLength(2);

    const late = setUpTransport({ limits: { retryBudgetMs: 2_000 }, deadline: 1_000_000 + stall });
    await late.time.until(late.send('a', stall, () => failed('timeout')));
    expect(late.starts).toHaveLength(1);
  });

  test('a 429 holds back the other requests too', async () => {
    const { time, send, starts } = setUpTransport();
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
});

test('cancelling ends the wait before a retry immediately', async () => {
  const controller = new AbortController();
  const never = () => new Promise<void>(() => undefined);
  const pacer = createPacer({ now: () => 0, sleep: never, signal: controller.signal });
  const retrying = createRetrier({ pacer, random: () => 0 }).run('b', async () => failed('timeout'));
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect(await retrying).toEqual({ ok: false, code: 'cancelled' });
});
