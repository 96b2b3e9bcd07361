import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildClientDraft } from '../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../tests/support/build-connection.ts';
import { buildSubscription, subscriptionId } from '../../tests/support/build-subscription.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import type { Subscription } from '../model/subscription.ts';
import { seconds } from '../model/units.ts';
import { type FailingOperations, failFrom } from '../store/db/failing.fixture.ts';
import type { Store } from '../store/db/open.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { storePage } from '../store/generations/run.ts';
import { undoChange } from '../store/records/bulk.ts';
import { addClient, setLink, updateClient } from '../store/records/clients.ts';
import { saveConnection } from '../store/records/connections.ts';
import { readClients } from '../store/records/read-all.ts';
import { readUndoStack } from '../store/records/undo-stack.ts';
import { computeViews, rebuildViews } from '../store/views/compute.ts';
import { readClientsView } from '../store/views/read.ts';
import { addUnlinked, type OneClientPer, readUnlinked } from './unlinked.ts';

let store: Store;

const ACME = { id: 'cus_acme', name: 'Acme', email: 'pay@acme.com', deleted: false };
const link = (id: string) => ({ connectionId: ACCOUNT, subscriptionId: subscriptionId(id) });

async function read(...subscriptions: Subscription[]): Promise<void> {
  await storePage(
    store,
    { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
    { subscriptions },
  );
  await rebuildViews(store);
}

beforeEach(async () => {
  store = await emptyStore();
  await saveConnection(store, buildConnection());
  await store.put('products', { connectionId: ACCOUNT, id: 'prod_1', name: 'Website care' });
  await read(
    buildSubscription('a1', { customer: ACME, startDate: seconds(NOW - 100) }),
    buildSubscription('a2', { customer: ACME, startDate: seconds(NOW - 200) }),
    buildSubscription('b'),
    buildSubscription('pending', { status: 'incomplete' }),
    buildSubscription('over', { status: 'canceled' }),
  );
});

const addAll = (per: OneClientPer = 'customer') => addUnlinked(store, { links: null, per, now: NOW });
const unlinked = async () => {
  const { rows } = (await readClientsView(store)) ?? (await rebuildViews(store)).clients;
  return (await readUnlinked(store, rows)).map(({ id }) => String(id));
};
const names = async () => (await readClients(store)).map(({ name }) => name).sort();

async function expectViewTrue() {
  const byId = (rows: readonly { id: string }[]) => new Map(rows.map((row) => [row.id, row]));
  const shown = (await readClientsView(store)) ?? (await rebuildViews(store)).clients;
  expect(byId(shown.rows)).toEqual(byId((await computeViews(store)).clients.rows));
}

async function undoLast() {
  const last = (await readUndoStack(store, NOW)).at(-1);
  return undoChange(store, last?.id ?? '', NOW);
}

describe('unlinked are', () => {
  test('all subscriptions that have not ended and belong to no client', async () => {
    expect(await unlinked()).toEqual(['a1', 'a2', 'b', 'pending']);
    await addClient(store, buildClientDraft({ links: [link('b')] }), NOW);
    expect(await unlinked()).toEqual(['a1', 'a2', 'pending']);
  });

  test('none that an archived client has', async () => {
    const added = await addClient(store, buildClientDraft({ links: [link('b')] }), NOW);
    if (!added.ok) throw new Error(added.code);
    await updateClient(store, { id: added.id, patch: { archivedAt: NOW }, now: NOW });
    expect(await unlinked()).not.toContain('b');
  });

  test('found where no view is stored', async () => {
    await store.clear('views');
    expect(await unlinked()).toHaveLength(4);
  });

  test('all of an account of any size', async () => {
    await read(...Array.from({ length: 1_200 }, (_, index) => buildSubscription(`many${index}`)));
    expect(await unlinked()).toHaveLength(1_204);
  });
});

describe('Add all as clients', () => {
  test('makes one client per Stripe customer, with name, e-mail and product, the oldest link first', async () => {
    expect(await addAll()).toMatchObject({ ok: true, added: 2, extended: 0, taken: 0 });
    expect(await names()).toEqual(['Acme', 'Customer b']);
    const acme = (await readClients(store)).find(({ name }) => name === 'Acme');
    expect(acme).toMatchObject({
      email: 'pay@acme.com',
      service: 'Website care',
      links: [link('a2'), link('a1')],
      createdAt: NOW,
    });
    await expectViewTrue();
  });

  test('or one per subscription', async () => {
    expect(await addAll('subscription')).toMatchObject({ added: 3 });
    expect(await names()).toEqual(['Acme', 'Acme', 'Customer b']);
  });

  test('leaves out incomplete ones, which stay in the list', async () => {
    await addAll();
    expect(await unlinked()).toEqual(['pending']);
  });

  test.each(['customer', 'subscription'] as const)(
    'run twice adds nothing the second time (per %s)',
    async (per) => {
      await addAll(per);
      const before = await readClients(store);
      expect(await addAll(per)).toEqual({ ok: true, added: 0, extended: 0, taken: 0, undo: null });
      expect(await readClients(store)).toEqual(before);
      expect(await readUndoStack(store, NOW)).toHaveLength(1);
    },
  );

  test('in two windows at once makes no doubles', async () => {
    await Promise.all([addAll(), addAll(), addAll('subscription')]);
    const links = (await readClients(store)).flatMap((client) => client.links);
    expect(links.map(({ subscriptionId: id }) => String(id)).sort()).toEqual(['a1', 'a2', 'b']);
    await expectViewTrue();
  });

  test('gives a new subscription of a customer to the one client that has the others', async () => {
    const added = await addClient(store, buildClientDraft({ name: 'My Acme', links: [link('a1')] }), NOW);
    if (!added.ok) throw new Error(added.code);
    expect(await addAll()).toMatchObject({ ok: true, added: 1, extended: 1, taken: 0 });
    const mine = (await readClients(store)).find(({ id }) => id === added.id);
    expect(mine).toMatchObject({ name: 'My Acme', links: [link('a1'), link('a2')] });
  });

  test('breaks no tie: where two clients share a customer, the new subscription is a client of its own', async () => {
    await read(buildSubscription('a3', { customer: ACME }));
    for (const id of ['a1', 'a2'])
      await addClient(store, buildClientDraft({ name: `Acme ${id}`, links: [link(id)] }), NOW);
    expect(await addAll()).toMatchObject({ added: 2, extended: 0 });
    expect(await names()).toEqual(['Acme', 'Acme a1', 'Acme a2', 'Customer b']);
  });

  test('is taken back by one Undo, links of other clients included', async () => {
    await addClient(store, buildClientDraft({ name: 'My Acme', links: [link('a1')] }), NOW);
    const before = await readClients(store);
    await addAll();
    expect(await readUndoStack(store, NOW)).toMatchObject([{ action: 'add', count: 2 }]);
    await undoLast();
    const undone = await readClients(store);
    expect(undone.map(({ links }) => links)).toEqual(before.map(({ links }) => links));
    expect(await unlinked()).toEqual(['a2', 'b', 'pending']);
    await expectViewTrue();
  });

  test('adds hundreds in one transaction', async () => {
    await read(...Array.from({ length: 700 }, (_, index) => buildSubscription(`many${index}`)));
    expect(await addAll()).toMatchObject({ added: 702 });
    expect(await unlinked()).toEqual(['pending']);
    expect(await readUndoStack(store, NOW)).toHaveLength(1);
  });
});

describe('adding a chosen one', () => {
  test('adds nothing else, an incomplete one too', async () => {
    expect(await addUnlinked(store, { links: [link('pending')], per: 'customer', now: NOW })).toMatchObject({
      added: 1,
    });
    expect(await names()).toEqual(['Customer pending']);
  });

  test('that was linked in another window meanwhile adds nothing, and says so', async () => {
    const added = await addClient(store, buildClientDraft({ name: 'Theirs' }), NOW);
    if (!added.ok) throw new Error(added.code);
    await setLink(store, { id: added.id, index: 0, link: link('b'), now: NOW });
    expect(await addUnlinked(store, { links: [link('b')], per: 'customer', now: NOW })).toEqual({
      ok: true,
      added: 0,
      extended: 0,
      taken: 1,
      undo: null,
    });
    expect(await names()).toEqual(['Theirs']);
  });
});

describe('on a full disk', () => {
  const full = () => new DOMException('The disk is full.', 'QuotaExceededError');
  let failing: FailingOperations | null = null;
  afterEach(() => failing?.restore());

  test('nothing is added, and the reason is said, wherever it fails', async () => {
    const before = await readClients(store);
    for (let nth = 1; ; nth += 1) {
      failing = failFrom(nth, full);
      const result = await addAll();
      failing.restore();
      if (!failing.hasFailed()) break;
      expect(result).toEqual({ ok: false, code: 'storage-full' });
      expect(await readClients(store)).toEqual(before);
      expect(await readUndoStack(store, NOW)).toEqual([]);
    }
    expect(await names()).toEqual(['Acme', 'Customer b']);
  });
});
