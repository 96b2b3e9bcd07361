import { beforeEach, expect, test } from 'vitest';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import { subscriptionId } from '../../../tests/support/build-subscription.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import type { ClientId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { deleteClients, undoChange } from './bulk.ts';
import { addClients, readClient } from './clients.ts';
import { saveConnection } from './connections.ts';
import { moveLink, saveTaking } from './move-link.ts';
import { readClients } from './read-all.ts';

let store: Store;
let holder: ClientId;
let other: ClientId;
const link = (id: string) => ({ connectionId: ACCOUNT, subscriptionId: subscriptionId(id) });
const linksOf = async (id: ClientId) => (await readClient(store, id))?.links;

beforeEach(async () => {
  store = await emptyStore();
  await saveConnection(store, buildConnection());
  const drafts = [
    buildClientDraft({ name: 'Holder', links: [link('a'), link('b')] }),
    buildClientDraft({ name: 'Other', links: [link('c')] }),
  ];
  const added = await addClients(store, drafts, NOW);
  if (!added.ok) throw new Error(added.code);
  [holder, other] = added.ids as [ClientId, ClientId];
});

test('a subscription that is moved has one client, and takes the place of the link it replaces', async () => {
  const done = await moveLink(store, { id: other, index: 0, link: link('a'), now: NOW });
  expect(done).toMatchObject({ ok: true, done: 2 });
  expect(await linksOf(other)).toEqual([link('a')]);
  expect(await linksOf(holder)).toEqual([link('b')]);
});

test('one Undo gives it back', async () => {
  const done = await moveLink(store, { id: other, index: 1, link: link('a'), now: NOW });
  if (!done.ok || !done.undo) throw new Error('nothing was moved');
  expect(await linksOf(other)).toEqual([link('c'), link('a')]);
  expect(await undoChange(store, done.undo, NOW)).toMatchObject({ undone: { done: 2, elsewhere: 0 } });
  expect(await linksOf(holder)).toEqual([link('a'), link('b')]);
  expect(await linksOf(other)).toEqual([link('c')]);
});

test('a client that was deleted meanwhile gets nothing, and the holder keeps it', async () => {
  await deleteClients(store, [{ id: other }], NOW);
  expect(await moveLink(store, { id: other, index: 0, link: link('a'), now: NOW })).toMatchObject({
    done: 0,
    left: 1,
  });
  expect(await linksOf(holder)).toEqual([link('a'), link('b')]);
});

test('a form that moves a subscription saves all of it in one step', async () => {
  const saved = await saveTaking(store, {
    id: other,
    fields: { name: 'Renamed', links: [link('c'), link('b')] },
    takes: [link('b')],
    now: NOW,
  });
  expect(saved).toMatchObject({ ok: true, done: 2 });
  expect(await readClient(store, other)).toMatchObject({ name: 'Renamed', links: [link('c'), link('b')] });
  expect(await linksOf(holder)).toEqual([link('a')]);
  const added = await saveTaking(store, {
    id: null,
    fields: buildClientDraft({ name: 'New', links: [link('a')] }),
    takes: [link('a')],
    now: NOW,
  });
  expect(added).toMatchObject({ ok: true, done: 2 });
  expect(await linksOf(holder)).toEqual([]);
  expect((await readClients(store)).map(({ name }) => name).sort()).toEqual(['Holder', 'New', 'Renamed']);
});
