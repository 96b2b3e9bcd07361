import { beforeEach, describe, expect, test, vi } from 'vitest';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import {
  buildInvoice,
  buildSubscription,
  subscriptionId,
} from '../../../tests/support/build-subscription.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import { seconds } from '../../model/units.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { storePage } from '../generations/run.ts';
import { computeViews, rebuildViews } from '../views/compute.ts';
import { readClientsView, readOptionsView } from '../views/read.ts';
import { deleteClients, undoChange } from './bulk.ts';
import { addClient, addClients, readClient, setLink, updateClient } from './clients.ts';
import { saveConnection } from './connections.ts';
import { readUndoStack } from './undo-stack.ts';

let store: Store;
const LATER = seconds(NOW + 60);
const OPEN = buildInvoice({ id: 'in_b', subscriptionId: subscriptionId('b') });

beforeEach(async () => {
  store = await emptyStore();
  await storePage(
    store,
    { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
    {
      subscriptions: ['a', 'b', 'c'].map((id) => buildSubscription(id)),
      invoices: [OPEN],
    },
  );
  await store.put('products', { connectionId: ACCOUNT, id: 'prod_1', name: 'Website care' });
  await saveConnection(store, buildConnection());
});

async function add(change: Parameters<typeof buildClientDraft>[0] = {}) {
  const added = await addClient(store, buildClientDraft(change), NOW);
  if (!added.ok) throw new Error(added.code);
  return added.id;
}

/** The promise of every write: the view is what a computation from the stores gives. */
async function expectViewTrue() {
  const { clients } = await computeViews(store);
  const byId = (view: typeof clients | null) => new Map(view?.rows.map((row) => [row.id, row]));
  expect(byId(await readClientsView(store))).toEqual(byId(clients));
}

const link = (id: string) => ({ connectionId: ACCOUNT, subscriptionId: subscriptionId(id) });

test('a row holds the facts of an invoice, not where its record lies', async () => {
  await add({ links: [link('b')] });
  const invoicesOf = (view: { rows: { links: { openInvoices: object[] }[] }[] } | null) =>
    view?.rows[0]?.links[0]?.openInvoices;
  expect(invoicesOf(await readClientsView(store))).toEqual([OPEN]);
  expect(invoicesOf((await computeViews(store)).clients)).toEqual([OPEN]);
});

describe('every change of a client keeps the view true', () => {
  test('adding one without a link', async () => {
    await add();
    await expectViewTrue();
  });

  test('adding many at once', async () => {
    const added = await addClients(
      store,
      [buildClientDraft({ name: 'A', links: [link('a')] }), buildClientDraft({ name: 'B' })],
      NOW,
    );
    expect(added.ok && added.ids).toHaveLength(2);
    await expectViewTrue();
  });

  test('linking a subscription with an open invoice', async () => {
    const id = await add();
    await setLink(store, { id, index: 0, link: link('b'), now: LATER });
    await expectViewTrue();
    const row = (await readClientsView(store))?.rows[0];
    expect(row?.links[0]).toMatchObject({ customer: 'Customer b', product: 'Website care' });
    expect(row?.links[0]?.openInvoices).toHaveLength(1);
  });

  test('a link to a subscription that was never read', async () => {
    await add({ links: [link('nowhere')] });
    await expectViewTrue();
    expect((await readClientsView(store))?.rows[0]?.unread).toEqual([link('nowhere')]);
  });

  test('unlinking, editing, deleting and undoing', async () => {
    const id = await add({ links: [link('a'), link('b')] });
    await setLink(store, { id, index: 0, link: null, now: LATER });
    await expectViewTrue();
    await updateClient(store, { id, patch: { name: 'New name' }, now: LATER });
    await expectViewTrue();
    const before = await readClient(store, id);
    await deleteClients(store, [{ id }], LATER);
    await expectViewTrue();
    expect((await readClientsView(store))?.rows).toEqual([]);
    const [entry] = await readUndoStack(store, LATER);
    await undoChange(store, entry?.id ?? '', LATER);
    await expectViewTrue();
    expect(await readClient(store, id)).toEqual(before);
  });

  test('without a view (it was dropped) nothing is lost', async () => {
    await store.clear('views');
    await add();
    expect(await readClientsView(store)).toBeNull();
    expect((await rebuildViews(store)).clients.rows).toHaveLength(1);
  });
});

describe('two windows', () => {
  test('that edit different fields of one client both win', async () => {
    const id = await add();
    await Promise.all([
      updateClient(store, { id, patch: { name: 'From one' }, now: LATER }),
      updateClient(store, { id, patch: { notes: 'From the other' }, now: LATER }),
    ]);
    expect(await readClient(store, id)).toMatchObject({ name: 'From one', notes: 'From the other' });
    await expectViewTrue();
  });

  test('that add clients at the same time both win', async () => {
    await Promise.all([add({ name: 'One' }), add({ name: 'Two' }), add({ name: 'Three' })]);
    expect((await readClientsView(store))?.rows).toHaveLength(3);
    await expectViewTrue();
  });

  test('a client that was deleted in one stays deleted when the other edits it', async () => {
    const id = await add();
    await deleteClients(store, [{ id }], NOW);
    await updateClient(store, { id, patch: { name: 'Ghost' }, now: LATER });
    expect(await readClient(store, id)).toBeNull();
    await expectViewTrue();
  });
});

test('a subscription is linked once per client', async () => {
  const id = await add({ links: [link('a')] });
  await setLink(store, { id, index: 1, link: link('a'), now: LATER });
  expect((await readClient(store, id))?.links).toEqual([link('a')]);
});

describe('a transaction that is aborted at any write undoes the whole change', () => {
  test.each([1, 2, 3])('at write %i', async (failing) => {
    const id = await add();
    const before = [await readClient(store, id), await readClientsView(store)];
    const real = IDBObjectStore.prototype.put;
    let writes = 0;
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...given
    ) {
      writes += 1;
      const request = real.apply(this, given);
      if (writes === failing) this.transaction.abort();
      return request;
    });
    const result = await updateClient(store, { id, patch: { name: 'Lost' }, now: LATER });
    put.mockRestore();
    expect(result).toEqual({ ok: false, code: 'storage-failed' });
    expect([await readClient(store, id), await readClientsView(store)]).toEqual(before);
  });
});

test('the dropdown offers what has not ended, linked or not', async () => {
  await storePage(
    store,
    { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
    {
      subscriptions: [
        buildSubscription('over', { status: 'canceled' }),
        buildSubscription('gone', { missingSince: NOW }),
      ],
    },
  );
  await rebuildViews(store);
  expect((await readOptionsView(store))?.options.map((option) => option.id)).toEqual(['a', 'b', 'c']);
});
