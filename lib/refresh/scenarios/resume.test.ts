import { describe, expect, test } from 'vitest';
import type { Account } from '../../../tests/stripe-server/account/account.ts';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { random } from '../../../tests/support/random.ts';
import { SOAK } from '../../../tests/support/soak.ts';
import { addClient } from '../../store/records/clients.ts';
import { MOST_WALKERS } from '../reading/parallel-walk.ts';
import { mortalWorker } from './mortal-worker.fixture.ts';
import {
  countsOf,
  everyRecord,
  failureOf,
  link,
  NOW,
  type RefreshSetup,
  refresherOn,
  setUpRefresh,
  shown,
} from './refresh-setup.fixture.ts';

const PAGES = '/v1/subscriptions';

/** A store with a client that is linked to one subscription that is active and one that has ended. */
async function setUpLinked(account: Account): Promise<RefreshSetup> {
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  const ids = [...account.subscriptions.values()];
  const active = ids.find(({ status }) => status === 'active')?.id ?? '';
  const ended = ids.find(({ status }) => status === 'canceled')?.id ?? '';
  await addClient(w.store, buildClientDraft({ links: [link(active), link(ended)] }), NOW);
  return w;
}

/** Ids of clients are random; everything else must be the same to the last byte. */
async function bytesOf(w: RefreshSetup): Promise<string> {
  const [client] = await w.store.getAll('clients');
  return JSON.stringify(await everyRecord(w.store)).replaceAll(client?.id ?? '', 'client');
}

/** Pages of subscriptions that were asked for more than once. */
function askedAgain(stripe: RefreshSetup['stripe']): number {
  const asked = stripe.requests.filter(({ endpoint }) => endpoint === PAGES).map(({ query }) => query);
  return asked.length - new Set(asked).size;
}

async function diesAndResumes(account: Account, dies: Parameters<typeof mortalWorker>[2]) {
  const w = await setUpLinked(account);
  const mortal = mortalWorker(w.stripe, w.clock, dies);
  const first = refresherOn(w.stripe, w.clock, mortal.change).start();
  const survived = await Promise.race([mortal.dead.then(() => false), first.then(() => true)]);
  const second = refresherOn(w.stripe, w.clock);
  const committed = (await w.store.getAll('connections'))[0]?.generation === 1;
  if (!survived) expect(failureOf(await second.start())).toBeNull();
  return { ...w, survived, committed };
}

describe('a full read that the worker’s death ends goes on, and leaves the store as an undisturbed one does', () => {
  const account = generateAccount({ seed: 3, subscriptions: SOAK ? 3000 : 230, now: NOW });

  test(
    'killed before any of its requests',
    async () => {
      const whole = await setUpLinked(account);
      await whole.refresher.start();
      const expected = await bytesOf(whole);
      const requests = whole.stripe.requests.length;
      const pages = countsOf(whole.stripe)[PAGES] ?? 0;
      const { between } = random(5);
      const moments = SOAK
        ? Array.from({ length: 50 }, () => between(1, requests))
        : Array.from({ length: requests }, (_, index) => index + 1);
      for (const atRequest of moments) {
        const w = await diesAndResumes(account, { atRequest });
        expect(await bytesOf(w)).toBe(expected);
        // What was under way is asked for again, at most a page for each walker.
        expect(askedAgain(w.stripe) - askedAgain(whole.stripe)).toBeLessThanOrEqual(MOST_WALKERS);

        // And the rest is divided anew, which may take other pages than before.
        expect((countsOf(w.stripe)[PAGES] ?? 0) - pages).toBeLessThanOrEqual(2 * MOST_WALKERS);
      }
    },
    SOAK ? 600_000 : 60_000,
  );

  test(
    'killed before any of its writes',
    async () => {
      const whole = await setUpLinked(account);
      await whole.refresher.start();
      const expected = await bytesOf(whole);
      const facts = await shown(whole.store);
      for (let atWrite = 1, survived = false; !survived; atWrite += SOAK ? 1 : 3) {
        const w = await diesAndResumes(account, { atWrite });
        // After the commit there is nothing to go on with: the second start is a refresh of its own, a little later.
        if (w.committed) expect(await shown(w.store)).toEqual(facts);
        else expect(await bytesOf(w)).toBe(expected);
        survived = w.survived;
      }
    },
    SOAK ? 600_000 : 60_000,
  );
});

describe('a refresh of what changed', () => {
  test('that is killed anywhere goes on, and shows the same as an undisturbed one', async () => {
    const prepared = async () => {
      const account = generateAccount({ seed: 9, subscriptions: 600, now: NOW });
      const w = await setUpLinked(account);
      await w.refresher.start();
      const active = [...account.subscriptions.values()].filter(({ status }) => status === 'active');
      account.advance(100);
      for (const { id } of active.slice(5, 8)) account.changeQuantity(id, 7);
      account.cancelNow(active[9]?.id ?? '');
      account.renameCustomer(active[10]?.customer ?? '', 'New Name');
      w.clock.pass(100_000);
      w.stripe.reset();
      return w;
    };
    const whole = await prepared();
    await whole.refresher.start();
    expect(countsOf(whole.stripe)[PAGES]).toBeUndefined();
    const expected = await bytesOf(whole);
    for (let atRequest = 1; atRequest <= whole.stripe.requests.length; atRequest += 1) {
      const w = await prepared();
      const mortal = mortalWorker(w.stripe, w.clock, { atRequest });
      void refresherOn(w.stripe, w.clock, mortal.change).start();
      await mortal.dead;
      expect(failureOf(await refresherOn(w.stripe, w.clock).start())).toBeNull();
      expect(await bytesOf(w)).toBe(expected);
    }
  }, 60_000);
});

test('records that a dead worker left behind under the next generation are not taken for new ones', async () => {
  const w = await setUpLinked(generateAccount({ seed: 3, subscriptions: 50, now: NOW }));
  await w.refresher.start();
  const [some] = await w.store.getAll('subscriptions');
  if (!some) throw new Error('nothing read');
  await w.store.put('subscriptions', { ...some, id: link('sub_ghost').subscriptionId, generation: 2 });
  w.clock.pass(8 * 86_400_000);
  await w.refresher.start();
  const ids = (await w.store.getAllKeys('subscriptions')).map(([, , id]) => id as string);
  expect(ids).not.toContain('sub_ghost');
});

test('a checkpoint that was begun with a key of other permissions is not gone on from', async () => {
  const w = await setUpLinked(generateAccount({ seed: 3, subscriptions: 330, now: NOW }));
  const [connection] = await w.store.getAll('connections');
  if (!connection) throw new Error('no connection');
  const { permissions } = connection;
  await w.store.put('connections', { ...connection, permissions: { ...permissions, customers: false } });
  const mortal = mortalWorker(w.stripe, w.clock, { atWrite: 40 });
  void refresherOn(w.stripe, w.clock, mortal.change).start();
  await mortal.dead;
  expect(await w.store.count('subscriptions')).toBeGreaterThan(0);
  await w.store.put('connections', connection);
  await refresherOn(w.stripe, w.clock).start();
  const read = await w.store.getAll('subscriptions');
  expect(read.filter(({ customer }) => customer.email !== null).length).toBeGreaterThan(300);
});
