import { describe, expect, test } from 'vitest';
import { createStripe } from '../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../tests/stripe-server/samples/generate-account.ts';
import { SAMPLE, sampleAccount } from '../../tests/stripe-server/samples/sample-account.ts';
import { buildClientDraft } from '../../tests/support/build-client.ts';
import { addClient } from '../store/records/clients.ts';
import { readRefreshState } from '../store/records/refresh-state.ts';
import { countRequestsThisMonth, listRequests } from '../store/records/requests.ts';
import { computeViews } from '../store/views/compute.ts';
import { readClientsView, readOptionsView } from '../store/views/read.ts';
import { createStripeReader } from '../stripe/reader.ts';
import { mortalWorker } from './scenarios/mortal-worker.fixture.ts';
import {
  failureOf,
  link,
  NOW,
  refresherOn,
  SAMPLE_KEYS,
  setUpRefresh,
  shown,
} from './scenarios/refresh-setup.fixture.ts';

describe('a refresh', () => {
  test('shows every subscription of the account that has not ended, over many pages', async () => {
    const account = generateAccount({ seed: 7, subscriptions: 730, now: NOW });
    const { store, refresher, stripe } = await setUpRefresh({ stripe: createStripe({ account }) });
    expect(failureOf(await refresher.start())).toBeNull();
    const listed = new Set((await shown(store)).subscriptions.map((s) => s.id as string));
    const expected = [...account.subscriptions.values()]
      .filter((s) => !['canceled', 'incomplete_expired'].includes(s.status) && !s.test_clock)
      .map((s) => s.id);
    expect([...listed].sort()).toEqual(expected.sort());
    expect(stripe.writes).toEqual([]);
    expect(stripe.requests.every((request) => request.method === 'GET')).toBe(true);
  });

  test('reads a linked subscription that has ended by its id', async () => {
    const w = await setUpRefresh();
    const ended =
      [...sampleAccount(NOW).subscriptions.values()].find((s) => s.status === 'canceled')?.id ?? '';
    await addClient(w.store, buildClientDraft({ links: [link(ended)] }), NOW);
    await w.refresher.start();
    const row = (await readClientsView(w.store))?.rows[0];
    expect(row?.links[0]).toMatchObject({ id: ended, status: 'canceled' });
  });

  test('keeps the link and the last figures of a subscription that Stripe no longer has, and says so', async () => {
    const w = await setUpRefresh();
    await w.refresher.start();
    const option = (await readOptionsView(w.store))?.options.find((o) => o.status === 'active');
    if (!option) throw new Error('no active subscription');
    await addClient(w.store, buildClientDraft({ links: [link(option.id)] }), NOW);
    w.stripe.account.removeSubscription(option.id);
    // No event says so: the weekly full read finds it.
    w.clock.pass(7 * 86_400_000);
    const outcome = await w.refresher.start();
    const row = (await readClientsView(w.store))?.rows[0];
    expect(row?.links[0]).toMatchObject({
      id: option.id,
      missingSince: NOW + 7 * 86_400,
      amounts: option.amounts,
    });
    expect('changes' in outcome && outcome.changes.map(({ change }) => change.kind)).toEqual(['missing']);
    expect((await readOptionsView(w.store))?.options.some((o) => o.id === option.id)).toBe(false);
  });

  test('says what changed since the one before: status and amount', async () => {
    const w = await setUpRefresh();
    await w.refresher.start();
    await addClient(w.store, buildClientDraft({ name: 'Acme', links: [link(SAMPLE.acme)] }), NOW);
    await w.refresher.start();
    w.stripe.account.changeQuantity(SAMPLE.acme, 3);
    const outcome = await w.refresher.start();
    expect('changes' in outcome && outcome.changes.map(({ change }) => change)).toContainEqual(
      expect.objectContaining({ kind: 'amount', client: 'Acme', currency: 'usd' }),
    );
    expect(await w.store.count('history')).toBe('changes' in outcome ? outcome.changes.length : -1);
  });

  test('writes the day’s snapshot, and one a day however often it runs', async () => {
    const w = await setUpRefresh();
    await w.refresher.start();
    await w.refresher.start();
    expect(await w.store.count('snapshots')).toBe(1);
  });

  test('leaves the views as a computation from the stores gives them, and no other generation behind', async () => {
    const w = await setUpRefresh();
    await addClient(w.store, buildClientDraft({ links: [link(SAMPLE.acme)] }), NOW);
    await w.refresher.start();
    await w.refresher.start();
    const { clients, options } = await computeViews(w.store);
    expect(await readClientsView(w.store)).toEqual(clients);
    expect(await readOptionsView(w.store)).toEqual(options);
    expect(await w.store.count('subscriptions')).toBe((await shown(w.store)).subscriptions.length);
    expect(await w.store.count('runs')).toBe(0);
  });

  test('has each request in the log before it is sent', async () => {
    let sent = 0;
    const logged: number[] = [];
    const w = await setUpRefresh();
    const watched = refresherOn(w.stripe, w.clock, {
      createReader: (options) =>
        createStripeReader({
          ...options,
          fetch: async (input, init) => {
            sent += 1;
            const before = sent;
            logged.push((await listRequests(w.store, { limit: 1000 })).length - before);
            return w.stripe.fetch(input, init);
          },
          now: w.clock.now,
          random: () => 0.5,
          sleep: w.clock.skip,
        }),
    });
    await watched.start();
    expect(sent).toBeGreaterThan(4);
    expect(Math.min(...logged)).toBeGreaterThanOrEqual(0);
  });

  test('that is killed leaves every request that it sent in the log, those without an answer too', async () => {
    const w = await setUpRefresh();
    const mortal = mortalWorker(w.stripe, w.clock, { atRequest: 4 });
    void refresherOn(w.stripe, w.clock, mortal.change).start();
    await mortal.dead;
    const log = await listRequests(w.store, { limit: 1000 });
    expect(log.length).toBeGreaterThanOrEqual(w.stripe.requests.length);
    expect(log.some(({ status }) => status === null)).toBe(true);
    expect(await countRequestsThisMonth(w.store, NOW * 1000)).toBe(log.length);
  });

  test('commits, and logs, although a key of history and of the log is the last that there is', async () => {
    const w = await setUpRefresh();
    await addClient(w.store, buildClientDraft({ name: 'Acme', links: [link(SAMPLE.acme)] }), NOW);
    for (const name of ['history', 'requests'] as const) await w.store.put(name, { id: 2 ** 53 } as never);
    await w.refresher.start();
    w.stripe.account.changeQuantity(SAMPLE.acme, 3);
    expect(failureOf(await w.refresher.start())).toBeNull();
    expect(await w.store.count('history')).toBeGreaterThan(1);
    expect(await listRequests(w.store, { limit: 1000 })).toHaveLength(w.stripe.requests.length);
  });

  test('logs each request once, without a key', async () => {
    const w = await setUpRefresh();
    await w.refresher.start();
    const log = await listRequests(w.store, { limit: 1000 });
    expect(log).toHaveLength(w.stripe.requests.length);
    expect(JSON.stringify(log)).not.toMatch(/[sr]k_live/);
  });
});

describe('a refresh that fails leaves the figures as they were', () => {
  const faults: [string, Parameters<TestFaults['push']>[0], string][] = [
    ['a revoked key', { kind: 'status', status: 401 }, 'stripe-key-invalid'],
    ['429 without end', { kind: 'status', status: 429, times: 1000 }, 'stripe-rate-limited'],
    ['503 without end', { kind: 'status', status: 503, times: 1000 }, 'stripe-unavailable'],
    ['JSON that is no list, without end', { kind: 'wrong-json', times: 1000 }, 'stripe-bad-answer'],
  ];
  test.each(faults)('%s', async (_name, fault, code) => {
    const w = await setUpRefresh();
    await addClient(w.store, buildClientDraft({ links: [link(SAMPLE.acme)] }), NOW);
    await w.refresher.start();
    const before = [await shown(w.store), await readClientsView(w.store)];
    w.stripe.faults.push({ ...fault, match: (request) => request.path === '/v1/invoices' });
    expect(failureOf(await w.refresher.start())?.code).toBe(code);
    expect([await shown(w.store), await readClientsView(w.store)]).toEqual(before);
    expect((await readRefreshState(w.store))?.phase).toBe('failed');
    w.stripe.faults.clear();
    expect(failureOf(await w.refresher.start())).toBeNull();
  });

  test('a permission that was taken away', async () => {
    let key: string = SAMPLE_KEYS.restricted;
    const w = await setUpRefresh({ readKey: async () => ({ ok: true, key }) });
    await w.refresher.start();
    const before = await shown(w.store);
    key = SAMPLE_KEYS.withoutInvoices;
    expect(failureOf(await w.refresher.start())).toMatchObject({
      code: 'stripe-permission',
      detail: { permission: 'invoices' },
    });
    expect(await shown(w.store)).toEqual(before);
  });

  test('a locked vault', async () => {
    const w = await setUpRefresh({ readKey: async () => ({ ok: false, code: 'locked' }) });
    expect(failureOf(await w.refresher.start())).toEqual({ ok: false, code: 'locked' });
    expect(w.stripe.requests).toEqual([]);
  });

  test('host access that was taken away: nothing is sent', async () => {
    const w = await setUpRefresh({ guard: async () => ({ ok: false, code: 'host-access' }) });
    expect(failureOf(await w.refresher.start())?.code).toBe('host-access');
    expect(w.stripe.requests).toEqual([]);
  });
});

describe('a refresh that is ended half-way', () => {
  test('by Cancel shows nothing of it and forgets what was read', async () => {
    const w = await setUpRefresh({
      stripe: createStripe({ account: generateAccount({ seed: 3, subscriptions: 400, now: NOW }) }),
    });
    const hold = w.stripe.faults.hold(() => w.stripe.requests.length > 2);
    const refresh = w.refresher.start();
    await w.stripe.nextRequest(() => w.stripe.requests.length > 2);
    w.refresher.stop('cancelled');
    expect(failureOf(await refresh)?.code).toBe('cancelled');
    expect((await readRefreshState(w.store))?.phase).toBe('cancelled');
    expect(await w.store.count('subscriptions')).toBe(0);
    expect(await w.store.count('runs')).toBe(0);
    expect(await w.refresher.wasInterrupted()).toBe(false);
    hold.release();
  });

  test('by access that was taken away says so, and keeps its checkpoint for when it is given back', async () => {
    const w = await setUpRefresh({
      stripe: createStripe({ account: generateAccount({ seed: 3, subscriptions: 400, now: NOW }) }),
    });
    const hold = w.stripe.faults.hold(() => w.stripe.requests.length > 2);
    const refresh = w.refresher.start();
    await w.stripe.nextRequest(() => w.stripe.requests.length > 2);
    w.refresher.stop('host-access');
    expect(failureOf(await refresh)).toEqual({ ok: false, code: 'host-access' });
    expect(await readRefreshState(w.store)).toMatchObject({
      phase: 'failed',
      failure: { code: 'host-access' },
    });
    expect(await w.store.count('runs')).toBe(1);
    // It waits for a click, not for the next start of the background.
    expect(await w.refresher.wasInterrupted()).toBe(false);
    hold.release();
  });

  test('by a lock ends cleanly, keeps its checkpoint, and goes on after the unlock', async () => {
    const w = await setUpRefresh({
      stripe: createStripe({ account: generateAccount({ seed: 3, subscriptions: 400, now: NOW }) }),
    });
    const hold = w.stripe.faults.hold(() => w.stripe.requests.length > 2);
    const refresh = w.refresher.start();
    await w.stripe.nextRequest(() => w.stripe.requests.length > 2);
    w.refresher.stop('locked');
    expect(failureOf(await refresh)?.code).toBe('locked');
    expect(await w.store.count('runs')).toBe(1);
    expect(await readClientsView(w.store)).toMatchObject({ rows: [] });
    expect(await w.refresher.wasInterrupted()).toBe(true);
    hold.release();
    w.stripe.faults.clear();
    expect(failureOf(await w.refresher.start())).toBeNull();
    expect((await readOptionsView(w.store))?.options.length).toBeGreaterThan(200);
  });
});

type TestFaults = ReturnType<typeof createStripe>['faults'];
