import { beforeEach, describe, expect, test } from 'vitest';
import { createStripe, type TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { sampleAccount } from '../../../tests/stripe-server/samples/sample-account.ts';
import { buildConnection } from '../../../tests/support/build-connection.ts';
import { createVirtualTime, NOW, type VirtualTime } from '../../../tests/support/virtual-time.ts';
import type { ConnectionId } from '../../model/ids.ts';
import type { Store } from '../../store/db/open.ts';
import { emptyStore } from '../../store/db/store.fixture.ts';
import { readConnection, saveConnection } from '../../store/records/connections.ts';
import { readRefreshState } from '../../store/records/refresh-state.ts';
import { countRequestsThisMonth } from '../../store/records/requests.ts';
import { generationRange } from '../../store/records/subscriptions.ts';
import { createStripeReader } from '../../stripe/reader.ts';
import { readAccount } from '../reading/read-account.ts';
import type { Refresher, RefresherDependencies } from '../refresher.ts';
import { failureOf, refresherOn, SAMPLE_KEYS } from './refresh-setup.fixture.ts';

const FIRST = 'conn-1' as ConnectionId;
const SECOND = 'conn-2' as ConnectionId;

let store: Store;
let stripe: TestStripe;
let clock: VirtualTime;

beforeEach(async () => {
  store = await emptyStore();
  stripe = createStripe({ account: sampleAccount(NOW) });
  clock = createVirtualTime(NOW * 1000);
  const unread = { generation: 0, lastRefresh: null, lastFullRead: null } as const;
  await saveConnection(
    store,
    buildConnection({ ...unread, id: FIRST, accountName: 'Studio Lindqvist', mode: 'test' }),
  );
  await saveConnection(store, buildConnection({ ...unread, id: SECOND, createdAt: (NOW + 1) as typeof NOW }));
});

/** A refresher whose keys for the two accounts are these. */
const refresherWith = (
  keys: Record<string, string>,
  change: Partial<RefresherDependencies> = {},
): Refresher =>
  refresherOn(stripe, clock, {
    readKey: async (id) => ({ ok: true, key: keys[id] ?? '' }),
    ...change,
  });

const GOOD = { [FIRST]: SAMPLE_KEYS.secret, [SECOND]: SAMPLE_KEYS.secret };
const FIRST_REFUSED = { ...GOOD, [FIRST]: 'rk_test_51NoSuchKeyAtAll00000000000000' };

async function subscriptionsOf(id: ConnectionId): Promise<number> {
  const connection = await readConnection(store, id);
  return connection ? store.count('subscriptions', generationRange(id, connection.generation)) : 0;
}

/** The requests of each reader wait at the gate, from the given one on. @param readers that `arrived` waits for */
function gated(from: number, readers = 2) {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const waiting = new Set<symbol>();
  const createReader: RefresherDependencies['createReader'] = (options) => {
    let sent = 0;
    const reader = Symbol('reader');
    return createStripeReader({
      ...options,
      fetch: async (input, init) => {
        sent += 1;
        if (sent >= from) {
          waiting.add(reader);
          if (waiting.size === readers) arrive();
          await gate;
        }
        return stripe.fetch(input, init);
      },
      now: clock.now,
      random: () => 0.5,
      sleep: clock.skip,
    });
  };
  return { createReader, open, arrived };
}

describe('two accounts in one refresh', () => {
  test('both are shown, and requests, objects and progress add up', async () => {
    const read = new Map<string, number>();
    const refresher = refresherWith(GOOD, {
      readAccount: (context) =>
        readAccount({
          ...context,
          onProgress: (progress) => {
            read.set(context.connection.id, progress.objectsRead);
            context.onProgress(progress);
          },
        }),
    });
    expect(failureOf(await refresher.start())).toBeNull();
    const [first, second] = [await subscriptionsOf(FIRST), await subscriptionsOf(SECOND)];
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(first);
    const state = await readRefreshState(store);
    expect(state).toMatchObject({ phase: 'done', fraction: 1, requests: stripe.requests.length });
    expect(state?.objectsRead).toBe((read.get(FIRST) ?? 0) + (read.get(SECOND) ?? 0));
    expect(state?.objectsRead).toBeGreaterThanOrEqual(first + second);
    expect(await countRequestsThisMonth(store, NOW * 1000)).toBe(stripe.requests.length);
  });

  test('are read side by side: the second is asked while the first waits', async () => {
    const gate = gated(1);
    const refresh = refresherWith(GOOD, { createReader: gate.createReader }).start();
    await gate.arrived;
    gate.open();
    expect(failureOf(await refresh)).toBeNull();
  });

  test('one that fails keeps its figures and is named; the other is shown', async () => {
    await refresherWith(GOOD).start();
    const before = await readConnection(store, FIRST);
    clock.pass(60_000);
    const outcome = await refresherWith(FIRST_REFUSED).start();
    expect(failureOf(outcome)).toEqual({
      ok: false,
      code: 'stripe-key-invalid',
      detail: { account: { name: 'Studio Lindqvist', mode: 'test' } },
    });
    expect(await readConnection(store, FIRST)).toEqual(before);
    expect((await readConnection(store, SECOND))?.lastRefresh).toBe(NOW + 60);
    expect(await readRefreshState(store)).toMatchObject({
      phase: 'failed',
      failure: { detail: { account: { name: 'Studio Lindqvist', mode: 'test' } } },
    });
  });

  test('one whose key cannot be read blocks none', async () => {
    const refresher = refresherWith(GOOD, {
      readKey: async (id) => {
        if (id === FIRST) throw new Error('unreadable');
        return { ok: true, key: SAMPLE_KEYS.secret };
      },
    });
    expect(failureOf(await refresher.start())).toMatchObject({
      code: 'unexpected',
      detail: { account: { mode: 'test' } },
    });
    expect(await subscriptionsOf(SECOND)).toBeGreaterThan(0);
  });

  test('what all of them failed with names none', async () => {
    const refused = { [FIRST]: FIRST_REFUSED[FIRST] ?? '', [SECOND]: FIRST_REFUSED[FIRST] ?? '' };
    expect(failureOf(await refresherWith(refused).start())).toEqual({
      ok: false,
      code: 'stripe-key-invalid',
    });
  });
});

describe('ends for both', () => {
  test('a cancel keeps no checkpoint of either', async () => {
    const gate = gated(2);
    const refresher = refresherWith(GOOD, { createReader: gate.createReader });
    const refresh = refresher.start();
    await gate.arrived;
    refresher.stop('cancelled');
    gate.open();
    expect(failureOf(await refresh)).toEqual({ ok: false, code: 'cancelled' });
    expect(await store.count('runs')).toBe(0);
    expect(await store.count('subscriptions')).toBe(0);
  });

  test('a lock keeps a checkpoint of each, and both resume', async () => {
    const gate = gated(2);
    const refresher = refresherWith(GOOD, { createReader: gate.createReader });
    const refresh = refresher.start();
    await gate.arrived;
    refresher.stop('locked');
    gate.open();
    expect(failureOf(await refresh)).toEqual({ ok: false, code: 'locked' });
    expect((await store.getAll('runs')).map((run) => run.connectionId).sort()).toEqual([FIRST, SECOND]);
    expect(await refresher.wasInterrupted()).toBe(true);
    expect(failureOf(await refresherWith(GOOD).start())).toBeNull();
    expect(await store.count('runs')).toBe(0);
  });

  test('a lock is said before another failure, so that unlocking resumes', async () => {
    const gate = gated(1, 1);
    const refresher = refresherWith(GOOD, {
      createReader: gate.createReader,
      readKey: async (id) =>
        id === FIRST ? { ok: false, code: 'vault-unreadable' } : { ok: true, key: SAMPLE_KEYS.secret },
    });
    const refresh = refresher.start();
    await gate.arrived;
    refresher.stop('locked');
    gate.open();
    expect(failureOf(await refresh)).toEqual({ ok: false, code: 'locked' });
  });
});
