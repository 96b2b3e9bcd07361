import { beforeEach, describe, expect, test } from 'vitest';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import { buildSubscription, subscriptionId } from '../../../tests/support/build-subscription.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import { systemCalendar } from '../../billing/calendar.ts';
import { portfolio } from '../../billing/portfolio.ts';
import type { ClientId } from '../../model/ids.ts';
import { DEFAULT_SETTINGS } from '../../model/settings.ts';
import { UNDO_LASTS } from '../../model/undo-lasts.ts';
import { type Seconds, seconds } from '../../model/units.ts';
import { failFrom } from '../db/failing.fixture.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { storePage } from '../generations/run.ts';
import { buildAsOf } from '../views/as-of.ts';
import { computeViews, rebuildViews } from '../views/compute.ts';
import { readClientsView } from '../views/read.ts';
import {
  archiveClients,
  type BulkResult,
  changeClients,
  deleteClients,
  restoreClients,
  setType,
  undoChange,
  unlinkClients,
} from './bulk.ts';
import { addClients, readClient, setLink, updateClient } from './clients.ts';
import { saveConnection } from './connections.ts';
import { readClients } from './read-all.ts';
import { clearUndoStack, readUndoStack } from './undo-stack.ts';

let store: Store;
let ids: ClientId[];
const LATER = seconds(NOW + 60);
const link = (id: string) => ({ connectionId: ACCOUNT, subscriptionId: subscriptionId(id) });
const targets = () => ids.map((id) => ({ id }));

/** Three clients, each with a subscription. */
beforeEach(async () => {
  store = await emptyStore();
  await storePage(
    store,
    { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
    { subscriptions: ['a', 'b', 'c', 'd'].map((id) => buildSubscription(id)) },
  );
  await saveConnection(store, buildConnection());
  ids = await added(['a', 'b', 'c']);
});

async function added(subscriptions: string[]): Promise<ClientId[]> {
  const drafts = subscriptions.map((id) => buildClientDraft({ name: `Client ${id}`, links: [link(id)] }));
  const done = await addClients(store, drafts, NOW);
  if (!done.ok) throw new Error(done.code);
  return done.ids;
}

async function expectViewTrue() {
  const { clients } = await computeViews(store);
  const byId = (rows: { id: string }[] = []) => new Map(rows.map((row) => [row.id, row]));
  const shown = (await readClientsView(store)) ?? (await rebuildViews(store)).clients;
  expect(byId(shown.rows)).toEqual(byId(clients.rows));
}

async function mrr(): Promise<number[]> {
  const { rows, connections } = await rebuildViews(store).then((views) => views.clients);
  const asOf = buildAsOf({ now: NOW, calendar: systemCalendar(), settings: DEFAULT_SETTINGS, connections });
  return portfolio(rows, asOf).mrr.map(({ total }) => total);
}

async function last(now: Seconds = LATER): Promise<string> {
  return (await readUndoStack(store, now)).at(-1)?.id ?? '';
}
const undo = async (now: Seconds = LATER) => undoChange(store, await last(now), now);

describe('a batch', () => {
  test('of archived clients is out of the totals, and restored with its links', async () => {
    const [before] = await mrr();
    expect(await archiveClients(store, targets(), LATER)).toMatchObject({ ok: true, done: 3, left: 0 });
    await expectViewTrue();
    expect(await mrr()).toEqual([]);
    const archived = await readClients(store);
    expect(archived.map((client) => [client.archivedAt, client.links.length])).toEqual(
      ids.map(() => [LATER, 1]),
    );
    expect(await restoreClients(store, targets(), LATER)).toMatchObject({ ok: true, done: 3, left: 0 });
    await expectViewTrue();
    expect(await mrr()).toEqual([before]);
  });

  test.each<[string, () => Promise<BulkResult>]>([
    ['deleted', () => deleteClients(store, targets(), LATER)],
    ['unlinked', () => unlinkClients(store, targets(), LATER)],
    ['archived', () => archiveClients(store, targets(), LATER)],
    ['of another type', () => setType(store, targets(), { type: 'Retainer', now: LATER })],
  ])('%s is taken back whole by one Undo', async (_name, change) => {
    const before = await readClients(store);
    expect(await change()).toMatchObject({ ok: true, done: 3, left: 0 });
    await expectViewTrue();
    expect(await readClients(store)).not.toEqual(before);
    expect(await undo()).toMatchObject({ ok: true, undone: { done: 3, left: 0, elsewhere: 0 } });
    await expectViewTrue();
    const fields = (all: typeof before) => all.map(({ updatedAt: _, ...rest }) => rest);
    expect(fields(await readClients(store))).toEqual(fields(before));
  });

  test('of clients that a page added is taken back, but not those edited since', async () => {
    const [, ofB] = ids;
    const [first, second] = await readClients(store);
    if (!first || !second || !ofB) throw new Error('no clients');
    const copies = [first, second].map((client, at) => ({ ...client, id: `new-${at}` as ClientId }));
    const plan = () => ({ changes: copies.map((after) => ({ before: null, after })), left: 0 });
    await changeClients(store, { action: 'add', now: LATER, plan });
    await expectViewTrue();
    await updateClient(store, { id: 'new-1' as ClientId, patch: { notes: 'Mine' }, now: LATER });
    expect(await undo()).toMatchObject({ undone: { action: 'add', done: 1, left: 1 } });
    expect((await readClients(store)).map(({ id }) => id)).toEqual([...ids, 'new-1'].sort());
  });

  test('that changes nothing can not be taken back', async () => {
    expect(await restoreClients(store, targets(), LATER)).toEqual({ ok: true, done: 0, left: 0, undo: null });
    expect(await readUndoStack(store, LATER)).toEqual([]);
  });
});

describe('another window', () => {
  test('that deleted or edited a client meanwhile has the last word', async () => {
    const shown = (await computeViews(store)).clients.rows;
    const [first, second] = shown;
    if (!first || !second) throw new Error('no clients');
    await deleteClients(store, [{ id: first.id }], NOW);
    await updateClient(store, { id: second.id, patch: { name: 'Renamed' }, now: NOW });
    expect(await deleteClients(store, shown, LATER)).toMatchObject({ ok: true, done: 1, left: 2 });
    expect((await readClients(store)).map(({ name }) => name)).toEqual(['Renamed']);
  });

  test('that linked a client anew keeps the link', async () => {
    const shown = (await computeViews(store)).clients.rows;
    const [first] = shown;
    if (!first) throw new Error('no clients');
    await setLink(store, { id: first.id, index: 0, link: link('d'), now: NOW });
    expect(await unlinkClients(store, shown, LATER)).toMatchObject({ ok: true, done: 2, left: 1 });
    expect((await readClient(store, first.id))?.links).toEqual([link('d')]);
  });

  test('doing the same at the same time leaves each client done once, and two entries', async () => {
    const [one, other] = await Promise.all([
      archiveClients(store, targets().slice(0, 2), LATER),
      archiveClients(store, targets().slice(1), LATER),
    ]);
    expect([one, other].map((result) => result.ok && result.done).sort()).toEqual([1, 2]);
    expect(await readUndoStack(store, LATER)).toHaveLength(2);
    await expectViewTrue();
    expect((await readClients(store)).every(({ archivedAt }) => archivedAt !== null)).toBe(true);
  });
});

describe('Undo', () => {
  test('takes back the last thing, then the one before it', async () => {
    const [first, second] = targets();
    if (!first || !second) throw new Error('no clients');
    const names = (await Promise.all([first, second].map(({ id }) => readClient(store, id)))).map(
      (client) => client?.name,
    );
    await deleteClients(store, [first], LATER);
    await archiveClients(store, [second], LATER);
    expect((await readUndoStack(store, LATER)).map(({ action, name }) => [action, name])).toEqual([
      ['delete', names[0]],
      ['archive', names[1]],
    ]);
    expect(await undo()).toMatchObject({ undone: { action: 'archive' } });
    expect(await undo()).toMatchObject({ undone: { action: 'delete' } });
    expect(await undo()).toEqual({ ok: true, undone: null });
    expect(await readClients(store)).toHaveLength(3);
  });

  test('leaves what was edited since: the last write wins, field by field', async () => {
    const [edited] = ids;
    if (!edited) throw new Error('no clients');
    await setType(store, targets(), { type: 'Retainer', now: NOW });
    await updateClient(store, { id: edited, patch: { type: 'Project', notes: 'Mine' }, now: LATER });
    expect(await undo()).toMatchObject({ undone: { done: 2, left: 1 } });
    expect(await readClient(store, edited)).toMatchObject({ type: 'Project', notes: 'Mine' });
  });

  test('keeps an edit of another field', async () => {
    const [edited] = ids;
    if (!edited) throw new Error('no clients');
    await archiveClients(store, targets(), NOW);
    await updateClient(store, { id: edited, patch: { notes: 'Mine' }, now: LATER });
    await undo();
    expect(await readClient(store, edited)).toMatchObject({ archivedAt: null, notes: 'Mine' });
  });

  test('leaves a subscription with the client that got it meanwhile', async () => {
    await deleteClients(store, targets(), NOW);
    const [holder] = await added(['a']);
    if (!holder) throw new Error('no client');
    expect(await undo()).toMatchObject({ undone: { done: 3, elsewhere: 1 } });
    const clients = await readClients(store);
    expect(clients.flatMap(({ links }) => links)).toHaveLength(3);
    expect(clients.find(({ id }) => id === holder)?.links).toEqual([link('a')]);
    await expectViewTrue();
  });

  test('gives a subscription back to two clients that shared it', async () => {
    const [first, second] = ids;
    if (!first || !second) throw new Error('no clients');
    const shared = (await readClient(store, second))?.links[0] ?? null;
    await setLink(store, { id: first, index: 1, link: shared, now: NOW });
    await unlinkClients(store, [{ id: first }], LATER);
    expect(await undo()).toMatchObject({ undone: { done: 1, elsewhere: 0 } });
    expect((await readClient(store, first))?.links).toHaveLength(2);
  });

  test('ends after ten minutes, and what it kept is deleted with the next change', async () => {
    await deleteClients(store, targets().slice(0, 1), NOW);
    const late = seconds(NOW + UNDO_LASTS + 1);
    expect(await readUndoStack(store, seconds(NOW + UNDO_LASTS))).toHaveLength(1);
    expect(await readUndoStack(store, late)).toEqual([]);
    await archiveClients(store, targets().slice(1), late);
    expect(await store.getAllKeys('drafts')).toEqual([`undo:${await last(late)}`]);
  });

  test('is over once it is dismissed', async () => {
    await deleteClients(store, targets(), NOW);
    await clearUndoStack(store);
    expect(await readUndoStack(store, NOW)).toEqual([]);
    expect(await store.count('drafts')).toBe(0);
  });

  test('brings back nothing from an entry that makes no sense', async () => {
    await deleteClients(store, targets(), NOW);
    const [name] = await store.getAllKeys('drafts');
    await store.put('drafts', {
      name: name ?? '',
      fields: { changes: [null, { kind: 'deleted' }, { kind: 'changed', id: 1 }, 'x'], shared: [7] },
      savedAt: NOW,
    });
    expect(await undo()).toMatchObject({ ok: true, undone: { done: 0 } });
    expect(await readClients(store)).toEqual([]);
  });
});

/** What a closed page, a killed worker or a full disk can do to a batch. */
describe('whatever operation of a batch fails', () => {
  const full = () => new DOMException('full', 'QuotaExceededError');

  test.each<[string, () => Promise<unknown>]>([
    ['archiving', () => archiveClients(store, targets(), LATER)],
    ['deleting', () => deleteClients(store, targets(), LATER)],
    ['taking back', () => undo()],
  ])('%s is done whole or not at all', async (_name, change) => {
    await setType(store, targets(), { type: 'Old', now: NOW });
    const state = async () => [
      await readClients(store),
      await store.getAll('drafts'),
      await store.get('meta', 'undo'),
      await store.get('meta', 'revision'),
    ];
    const before = await state();
    let failures = 0;
    for (let nth = 1; ; nth += 1) {
      const failing = failFrom(nth, full);
      let result: unknown;
      try {
        result = await change().catch((error: unknown) => error);
      } finally {
        failing.restore();
      }
      if (!failing.hasFailed()) break;
      failures += 1;
      expect(await state()).toEqual(before);
      await expectViewTrue();
      if (!(result instanceof DOMException)) expect(result).toEqual({ ok: false, code: 'storage-full' });
    }
    expect(failures).toBeGreaterThan(8);
    expect(await state()).not.toEqual(before);
    await expectViewTrue();
  });
});

test('thousands of clients are one batch', async () => {
  const many = await addClients(
    store,
    Array.from({ length: 2_000 }, (_, index) => buildClientDraft({ name: `Client ${index}` })),
    NOW,
  );
  if (!many.ok) throw new Error(many.code);
  const batch = many.ids.map((id) => ({ id }));
  expect(await archiveClients(store, batch, LATER)).toMatchObject({ ok: true, done: 2_000, left: 0 });
  expect(await readUndoStack(store, LATER)).toMatchObject([{ action: 'archive', count: 2_000, name: '' }]);
  expect(await undo()).toMatchObject({ undone: { done: 2_000 } });
  expect((await readClients(store)).every(({ archivedAt }) => archivedAt === null)).toBe(true);
}, 20_000);
