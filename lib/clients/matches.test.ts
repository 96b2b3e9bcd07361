import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildClientDigest, buildClientDraft, clientId } from '../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../tests/support/build-connection.ts';
import { buildSubscription, subscriptionId } from '../../tests/support/build-subscription.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import type { ClientId } from '../model/ids.ts';
import { type FailingOperations, failFrom } from '../store/db/failing.fixture.ts';
import type { Store } from '../store/db/open.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { storePage } from '../store/generations/run.ts';
import { deleteClients, undoChange } from '../store/records/bulk.ts';
import { addClient, setLink } from '../store/records/clients.ts';
import { saveConnection } from '../store/records/connections.ts';
import { readClients } from '../store/records/read-all.ts';
import { readUndoStack } from '../store/records/undo-stack.ts';
import { rebuildViews } from '../store/views/compute.ts';
import { findMatches, linkClients } from './matches.ts';
import { readUnlinked } from './unlinked.ts';

const link = (id: string) => ({ connectionId: ACCOUNT, subscriptionId: subscriptionId(id) });

async function optionsOf(...people: [id: string, customer: string, email: string][]) {
  const store = await emptyStore();
  await saveConnection(store, buildConnection());
  const subscriptions = people.map(([id, name, email]) =>
    buildSubscription(id, { customer: { id: `cus_${id}`, name, email, deleted: false } }),
  );
  await storePage(
    store,
    { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
    { subscriptions },
  );
  await rebuildViews(store);
  return readUnlinked(store, []);
}

const client = (id: string, name: string, email = '') => buildClientDigest({ id: clientId(id), name, email });
const said = (clients: Parameters<typeof findMatches>[0], options: SubscriptionOption[]) =>
  findMatches(clients, options).map(
    ({ client: { id }, option, reason, sure }) => `${id} ${option.id} ${reason}${sure ? ' sure' : ''}`,
  );

describe('matches to review', () => {
  test('are by the surest reason of each client; only one by e-mail is sure', async () => {
    const options = await optionsOf(
      ['a', 'Jane Roe', 'pay@acme.com'],
      ['b', 'Acme', 'office@acme.com'],
      ['c', 'Borealis GmbH', 'x@gmail.com'],
      ['d', 'Nobody', 'y@gmail.com'],
    );
    const clients = [
      client('1', 'Acme', 'PAY@acme.com'),
      client('2', 'Somebody', 'me@acme.com'),
      client('3', 'Borealis'),
      client('4', 'Unheard-of', 'z@gmail.com'),
    ];
    expect(said(clients, options)).toEqual(['1 a email sure', '2 a domain', '2 b domain', '3 c name']);
  });

  test('leave ties as they are', async () => {
    const options = await optionsOf(
      ['a', 'Acme Berlin', 'pay@acme.com'],
      ['b', 'Acme Köln', 'pay@acme.com'],
      ['c', 'Luma', 'hi@luma.com'],
    );
    const clients = [client('1', 'Acme', 'pay@acme.com'), client('2', 'Luma', 'hi@luma.com')];
    expect(said(clients, options).sort()).toEqual(['1 a email', '1 b email', '2 c email sure']);
    const twins = [client('1', 'Luma', 'hi@luma.com'), client('2', 'Luma too', 'hi@luma.com')];
    expect(said(twins, options)).toEqual(['1 c email', '2 c email']);
  });

  test('by name: all that are as likely as the fifth', async () => {
    const options = await optionsOf(
      ...Array.from({ length: 7 }, (_, at): [string, string, string] => [
        `s${at}`,
        'Acme',
        `a${at}@gmail.com`,
      ]),
      ['x', 'Acme Co Kids', 'k@gmail.com'],
    );
    expect(said([client('1', 'Acme')], options)).toHaveLength(7);
  });

  test('are for clients without a subscription alone, and none that is archived', async () => {
    const options = await optionsOf(['a', 'Acme', 'pay@acme.com']);
    const linked = buildClientDigest({ id: clientId('1'), name: 'Acme', unread: [link('b')] });
    const archived = buildClientDigest({ id: clientId('2'), name: 'Acme', archived: true });
    expect(said([linked, archived], options)).toEqual([]);
  });
});

describe('linking what was chosen', () => {
  let store: Store;
  let ids: ClientId[];

  beforeEach(async () => {
    store = await emptyStore();
    await saveConnection(store, buildConnection());
    await storePage(
      store,
      { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
      { subscriptions: ['a', 'b', 'c'].map((id) => buildSubscription(id)) },
    );
    await rebuildViews(store);
    ids = [];
    for (const name of ['One', 'Two', 'Three']) {
      const added = await addClient(store, buildClientDraft({ name }), NOW);
      if (!added.ok) throw new Error(added.code);
      ids.push(added.id);
    }
  });

  const choose = (nth: number, subscription: string) => ({
    clientId: ids[nth] ?? clientId('nobody'),
    link: link(subscription),
  });
  const linksOf = async () => {
    const clients = await readClients(store);
    return ids.map((id) =>
      (clients.find((one) => one.id === id)?.links ?? []).map(({ subscriptionId: own }) => String(own)),
    );
  };

  test('links all in one step, with one Undo', async () => {
    const done = await linkClients(store, [choose(0, 'a'), choose(1, 'b'), choose(0, 'c')], NOW);
    expect(done).toMatchObject({ ok: true, linked: 3, left: 0 });
    expect(await linksOf()).toEqual([['a', 'c'], ['b'], []]);
    const stack = await readUndoStack(store, NOW);
    expect(stack).toMatchObject([{ action: 'link', count: 2 }]);
    await undoChange(store, stack[0]?.id ?? '', NOW);
    expect(await linksOf()).toEqual([[], [], []]);
  });

  test('leaves out what was linked in another window meanwhile, and a client that was deleted there', async () => {
    await setLink(store, { id: ids[2] ?? clientId(''), index: 0, link: link('a'), now: NOW });
    await deleteClients(store, [{ id: ids[1] ?? clientId('') }], NOW);
    const done = await linkClients(store, [choose(0, 'a'), choose(1, 'b'), choose(0, 'c')], NOW);
    expect(done).toMatchObject({ ok: true, linked: 1, left: 2 });
    expect(await linksOf()).toEqual([['c'], [], ['a']]);
  });

  test('gives a subscription that was chosen twice to the first', async () => {
    expect(await linkClients(store, [choose(0, 'a'), choose(1, 'a')], NOW)).toMatchObject({
      linked: 1,
      left: 1,
    });
    expect(await linksOf()).toEqual([['a'], [], []]);
  });

  test('in two windows at once gives it to one', async () => {
    await Promise.all([linkClients(store, [choose(0, 'a')], NOW), linkClients(store, [choose(1, 'a')], NOW)]);
    expect((await linksOf()).flat()).toEqual(['a']);
  });

  describe('on a full disk', () => {
    let failing: FailingOperations | null = null;
    afterEach(() => failing?.restore());

    test('nothing is linked, and the reason is said, wherever it fails', async () => {
      for (let nth = 1; ; nth += 1) {
        failing = failFrom(nth, () => new DOMException('The disk is full.', 'QuotaExceededError'));
        const result = await linkClients(store, [choose(0, 'a'), choose(1, 'b')], NOW);
        failing.restore();
        if (!failing.hasFailed()) break;
        expect(result).toEqual({ ok: false, code: 'storage-full' });
        expect(await linksOf()).toEqual([[], [], []]);
        expect(await readUndoStack(store, NOW)).toEqual([]);
      }
      expect(await linksOf()).toEqual([['a'], ['b'], []]);
    });
  });
});
