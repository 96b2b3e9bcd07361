import { describe, expect, test } from 'vitest';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { random } from '../../../tests/support/random.ts';
import { SOAK } from '../../../tests/support/soak.ts';
import { addClient } from '../../store/records/clients.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import {
  countsOf,
  everyRecord,
  failureOf,
  link,
  listedIds,
  NOW,
  type RefreshSetup,
  refresherOn,
  setUpRefresh,
  shown,
} from '../scenarios/refresh-setup.fixture.ts';
import { timedStripe } from '../scenarios/timed-stripe.fixture.ts';

const PAGES = '/v1/subscriptions';

/** A read that lets something happen at Stripe before each of its requests. */
async function readWhile(w: RefreshSetup, happens: (request: number) => void) {
  let request = 0;
  const refresher = refresherOn(w.stripe, w.clock, {
    createReader: (options) =>
      createStripeReader({
        ...options,
        fetch: (input, init) => {
          request += 1;
          happens(request);
          return w.stripe.fetch(input, init);
        },
        now: w.clock.now,
        random: () => 0.5,
        sleep: async () => undefined,
      }),
  });
  expect(failureOf(await refresher.start())).toBeNull();
}

const idsOf = async (w: RefreshSetup) => (await shown(w.store)).subscriptions.map(({ id }) => id as string);

describe('the first read of an account', () => {
  // Floor: one latency and 20 requests a second; see the table of benchmarks, whose goals also cover what no virtual
  // clock sees: the work of the worker and of its store. A tenth above all requests that are needed (113 at 10,000) is
  // allowed.
  const sizes = [
    { count: 1_000, seeds: [1, 2, 3, 4, 5], over: 5, floors: 2 },
    { count: 10_000, seeds: SOAK ? [1, 2, 3, 4, 5] : [1], over: 11, floors: 1.2 },
    ...(SOAK ? [{ count: 50_000, seeds: [1], over: 49, floors: 1.2 }] : []),
  ];
  test.each(sizes)(
    'of $count subscriptions takes at most $over requests above full pages, and $floors times the floor in the middle',
    async ({ count, seeds, over, floors }) => {
      const ratios: number[] = [];
      for (const seed of seeds) {
        const account = generateAccount({ seed, subscriptions: count, now: NOW });
        const timed = timedStripe(account, seed);
        const w = await setUpRefresh({ stripe: timed.stripe });
        const before = timed.now();
        const refresher = refresherOn(timed.stripe, w.clock, timed.change);
        expect(failureOf(await timed.until(refresher.start()))).toBeNull();
        const seconds = (timed.now() - before) / 1000;
        const requests = timed.stripe.requests.length;
        const counts = countsOf(timed.stripe);
        expect((counts[PAGES] ?? 0) - count / 100).toBeLessThanOrEqual(over);
        ratios.push(seconds / (0.6 + requests / 20));
        expect(timed.stripe.requests.every(({ status }) => status === 200)).toBe(true);
        const found = (await w.store.getAllKeys('subscriptions')).map(([, , id]) => id as string);
        expect(found).toEqual(listedIds(account));
      }
      expect(ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]).toBeLessThanOrEqual(floors);
    },
    SOAK ? 600_000 : 60_000,
  );

  test('asks for one page where there is only one, and does not probe again where the end is known', async () => {
    const small = await setUpRefresh({
      stripe: createStripe({ account: generateAccount({ seed: 1, subscriptions: 90, now: NOW }) }),
    });
    await small.refresher.start();
    expect(countsOf(small.stripe)[PAGES]).toBe(1);
    const w = await setUpRefresh({
      stripe: createStripe({ account: generateAccount({ seed: 1, subscriptions: 290, now: NOW }) }),
    });
    await w.refresher.start();
    w.clock.pass(8 * 86_400_000);
    w.stripe.reset();
    await w.refresher.start();
    expect(countsOf(w.stripe)[PAGES]).toBeLessThanOrEqual(4);
  });

  test('finds all that share a second, over any number of pages', async () => {
    const account = generateAccount({ seed: 4, subscriptions: 450, now: NOW, shapes: 'plain' });
    for (const subscription of [...account.subscriptions.values()]) {
      account.subscriptions.put({ ...subscription, created: NOW - 1000 });
    }
    const timed = timedStripe(account);
    const w = await setUpRefresh({ stripe: timed.stripe });
    expect(failureOf(await timed.until(refresherOn(timed.stripe, w.clock, timed.change).start()))).toBeNull();
    expect(await idsOf(w)).toEqual(listedIds(account));
    expect(countsOf(w.stripe)[PAGES]).toBeLessThanOrEqual(9);
  });

  test('reads what a subscription with many items does not carry along', async () => {
    const account = generateAccount({ seed: 3, subscriptions: 330, now: NOW });
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    await w.refresher.start();
    const most = Math.max(...[...account.subscriptions.values()].map((s) => s.items.data.length));
    expect(most).toBeGreaterThan(10);
    expect(Math.max(...(await shown(w.store)).subscriptions.map((s) => s.items.length))).toBe(most);
  });
});

describe('while it reads', () => {
  test('subscriptions are created, cancelled and removed, and share seconds: no other one is lost', async () => {
    for (const seed of SOAK ? [1, 2, 3, 4, 5, 6] : [1, 2]) {
      const account = generateAccount({ seed, subscriptions: 800, now: NOW });
      const { chance, pick } = random(seed);
      const atStart = new Set(listedIds(account));
      const gone = new Set<string>();
      const w = await setUpRefresh({ stripe: createStripe({ account }) });
      await readWhile(w, () => {
        const template = pick([...account.subscriptions.values()]);
        account.addSubscription({
          customer: template.customer,
          items: [{ price: template.items.data[0]?.price.id ?? '' }],
          created: chance(0.5) ? NOW : template.created,
        });
        const left = [...atStart].filter((id) => !gone.has(id));
        const cancelled = pick(left);
        gone.add(cancelled);
        account.cancelNow(cancelled);
        const removed = pick(left);
        gone.add(removed);
        account.removeSubscription(removed);
      });
      const found = new Set(await idsOf(w));
      for (const id of atStart) if (!gone.has(id)) expect(found.has(id)).toBe(true);
      // The next refresh tells everything that has an event.
      w.clock.pass(1000);
      expect(failureOf(await w.refresher.start())).toBeNull();
      const after = (await idsOf(w)).filter((id) => account.subscriptions.get(id));
      expect(after).toEqual(listedIds(account));
    }
  }, 30_000);

  test('an object at a cursor disappears: it goes on by its time', async () => {
    const account = generateAccount({ seed: 8, subscriptions: 900, now: NOW, shapes: 'plain' });
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    const gone = new Set<string>();
    await readWhile(w, () => {
      for (const { params } of w.stripe.requests.slice(-1)) {
        for (const name of ['starting_after', 'ending_before']) {
          const id = params.get(name);
          if (id?.startsWith('sub_')) gone.add(id);
        }
      }
      // Every cursor that was used once is gone by the next request; those in use may be next.
      for (const { id } of account.subscriptions.inOrder().filter((_, index) => index % 100 === 99)) {
        if (w.stripe.requests.length % 4 === 3) {
          gone.add(id);
          account.removeSubscription(id);
        }
      }
    });
    const found = new Set(await idsOf(w));
    for (const id of listedIds(account)) expect(found.has(id)).toBe(true);
  });

  test('one request in five fails in one of all ways: the result is the same', async () => {
    const account = generateAccount({ seed: 3, subscriptions: 1200, now: NOW });
    const calm = await setUpRefresh({ stripe: createStripe({ account }) });
    await calm.refresher.start();
    const expected = await everyRecord(calm.store);
    for (let seed = 1; seed <= (SOAK ? 50 : 3); seed += 1) {
      const w = await setUpRefresh({ stripe: createStripe({ account }) });
      w.stripe.faults.rate(0.2, seed, ['cut', 'html', 'half-body', 'wrong-json', 'status']);
      expect(failureOf(await w.refresher.start())).toBeNull();
      expect(await everyRecord(w.store)).toEqual(expected);
    }
  }, 300_000);

  test('progress only grows, and is true where the size is known', async () => {
    const account = generateAccount({ seed: 3, subscriptions: 1500, now: NOW });
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    const fractions: number[] = [];
    const { readAccount } = await import('./read-account.ts');
    const refresher = refresherOn(w.stripe, w.clock, {
      readAccount: (context) =>
        readAccount({
          ...context,
          onProgress: (progress) => {
            if (progress.fraction !== null) fractions.push(progress.fraction);
          },
        }),
    });
    await refresher.start();
    expect(fractions.length).toBeGreaterThan(3);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeGreaterThan(0.8);
  });
});

test('a read that runs out of its time budget fails, shows nothing, and is gone on with next time', async () => {
  const account = generateAccount({ seed: 3, subscriptions: 900, now: NOW });
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  const slow = refresherOn(w.stripe, w.clock, {
    createReader: (options) =>
      createStripeReader({
        ...options,
        fetch: (input, init) => {
          w.clock.pass(60_000);
          return w.stripe.fetch(input, init);
        },
        now: w.clock.now,
        random: () => 0.5,
        sleep: async () => undefined,
      }),
  });
  expect(failureOf(await slow.start())?.code).toBe('timeout');
  expect((await w.store.getAll('connections'))[0]?.generation).toBe(0);
  const stored = await w.store.count('subscriptions');
  expect(stored).toBeGreaterThan(0);
  const asked = countsOf(w.stripe)[PAGES] ?? 0;
  w.stripe.reset();
  expect(failureOf(await w.refresher.start())).toBeNull();
  expect(await idsOf(w)).toEqual(listedIds(account));
  const undisturbed = await setUpRefresh({ stripe: createStripe({ account }) });
  await undisturbed.refresher.start();
  expect(countsOf(w.stripe)[PAGES]).toBeLessThan(countsOf(undisturbed.stripe)[PAGES] ?? 0);
  expect(asked).toBeLessThan(9);
});

test('linked subscriptions that ended or disappeared are looked up by id, others that ended are not', async () => {
  const account = generateAccount({ seed: 3, subscriptions: 330, now: NOW });
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  const ended = [...account.subscriptions.values()].filter(({ status }) => status === 'canceled');
  expect(ended.length).toBeGreaterThan(1);
  const [one] = ended;
  await addClient(w.store, buildClientDraft({ links: [link(one?.id ?? ''), link('sub_NeverWas')] }), NOW);
  await w.refresher.start();
  // Those for the products of a deleted coupon aside.
  const lookUps = w.stripe.requests.filter(
    ({ endpoint, query }) => endpoint === '/v1/subscriptions/:id' && !query.includes('applies_to'),
  );
  expect(lookUps).toHaveLength(2);
  expect((await shown(w.store)).subscriptions.filter(({ status }) => status === 'canceled')).toHaveLength(1);
});
