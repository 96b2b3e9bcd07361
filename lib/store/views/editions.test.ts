import { beforeEach, describe, expect, test } from 'vitest';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import { buildSubscription, subscriptionId } from '../../../tests/support/build-subscription.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import type { ClientId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import type { ClientsHeader } from '../db/schema.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { readRevision } from '../db/write.ts';
import { commitGeneration } from '../generations/commit.ts';
import { storePage } from '../generations/run.ts';
import { deleteClients } from '../records/bulk.ts';
import { addClients, updateClient } from '../records/clients.ts';
import { saveConnection } from '../records/connections.ts';
import { computeViews, rebuildViews, summarize } from './compute.ts';
import { deleteOtherEditions, stageClients } from './editions.ts';
import { readClientsView, readOptionsView } from './read.ts';

const MANY = 400;

let store: Store;

beforeEach(async () => {
  store = await emptyStore();
  await storePage(
    store,
    { connectionId: ACCOUNT, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
    { subscriptions: Array.from({ length: 20 }, (_, index) => buildSubscription(`s${index}`)) },
  );
  await saveConnection(store, buildConnection());
});

/** Adds so many clients that the view has several parts. */
async function addMany(): Promise<ClientId[]> {
  const drafts = Array.from({ length: MANY }, (_, index) =>
    buildClientDraft({
      name: `Client ${index}`,
      links: [{ connectionId: ACCOUNT, subscriptionId: subscriptionId(`s${index % 20}`) }],
    }),
  );
  const added = await addClients(store, drafts, NOW);
  if (!added.ok) throw new Error(added.code);
  await rebuildViews(store);
  return added.ids;
}

async function parts(): Promise<Map<string, string>> {
  const stored = await store.getAll('views');
  return new Map(
    stored.filter(({ name }) => name.startsWith('clients/')).map(({ name, json }) => [name, json]),
  );
}

async function header(): Promise<ClientsHeader> {
  const stored = await store.get('views', 'clients');
  if (!stored) throw new Error('no view');
  return JSON.parse(stored.json);
}

describe('a view in parts', () => {
  test('reads as it was computed, in the same order', async () => {
    await addMany();
    const computed = await computeViews(store);
    expect((await parts()).size).toBeGreaterThan(1);
    expect(await readClientsView(store)).toEqual(computed.clients);
    expect(await readOptionsView(store)).toEqual(computed.options);
  });

  test.each([
    ['an edit', (id: ClientId) => updateClient(store, { id, patch: { name: 'Other' }, now: NOW })],
    ['a deletion', (id: ClientId) => deleteClients(store, [{ id }], NOW)],
  ])('%s rewrites one part, and the view stays what a computation gives', async (_name, change) => {
    const [, id] = await addMany();
    if (!id) throw new Error('no client');
    const before = await parts();
    expect(await change(id)).toMatchObject({ ok: true });
    const after = await parts();
    const rewritten = [...after].filter(([name, json]) => before.get(name) !== json);
    expect(rewritten).toHaveLength(1);
    expect(await readClientsView(store)).toEqual((await computeViews(store)).clients);
  });

  test('an edit that began before the view was made anew is in the new view', async () => {
    const [first] = await addMany();
    if (!first) throw new Error('no client');
    const [edited] = await Promise.all([
      updateClient(store, { id: first, patch: { name: 'Edited' }, now: NOW }),
      rebuildViews(store),
    ]);
    expect(edited).toEqual({ ok: true });
    expect(await readClientsView(store)).toEqual((await computeViews(store)).clients);
  });

  test('without one of its parts it is no view, and is made anew', async () => {
    await addMany();
    const [name] = [...(await parts()).keys()];
    await store.delete('views', name ?? '');
    expect(await readClientsView(store)).toBeNull();
    await rebuildViews(store);
    expect((await readClientsView(store))?.rows).toHaveLength(MANY);
  });
});

describe('an edition that is being written', () => {
  test('is not read before the header names it, and is removed when nobody will', async () => {
    await addMany();
    const before = await readClientsView(store);
    await stageClients(store, []);
    expect(await readClientsView(store)).toEqual(before);
    await deleteOtherEditions(store);
    const { edition } = await header();
    expect([...(await parts()).keys()].every((name) => name.startsWith(`clients/${edition}/`))).toBe(true);
    expect(await readClientsView(store)).toEqual(before);
  });

  test('one that somebody removed as rubbish is not shown: the commit is refused', async () => {
    await addMany();
    const before = await readClientsView(store);
    const { clients } = await computeViews(store);
    // Cleans up after each part that was written.
    const cleaned: Store = new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const answer: unknown = value.apply(target, args);
          if (name === 'transaction' && String(args[0]) === 'views' && args[1] === 'readwrite')
            void (answer as { done: Promise<void> }).done.then(() => deleteOtherEditions(store));
          return answer;
        };
      },
    });
    const commit = (into: Store) =>
      stagedCommit(into, { ...clients, rows: clients.rows.slice(1) }, buildConnection());
    expect(await commit(cleaned)).toBe(false);
    expect(await readClientsView(store)).toEqual(before);
    expect(await commit(store)).toBe(true);
    expect((await readClientsView(store))?.rows).toHaveLength(MANY - 1);
  });

  test('a commit that changes no row leaves the parts as they are', async () => {
    await addMany();
    const before = await parts();
    const later = buildConnection({ lastRefresh: (NOW + 60) as typeof NOW });
    const { rows } = (await readClientsView(store)) ?? { rows: [] };
    expect(await stagedCommit(store, { rows: null }, later)).toBe(true);
    expect(await parts()).toEqual(before);
    expect(await readClientsView(store)).toEqual({ rows, connections: [summarize(later)] });
  });
});

async function stagedCommit(
  into: Store,
  { rows }: { rows: Parameters<typeof commitGeneration>[1]['rows'] },
  of: ReturnType<typeof buildConnection>,
): Promise<boolean> {
  return commitGeneration(
    into,
    {
      connection: of,
      replaced: null,
      catalogue: { products: [], prices: [], coupons: [] },
      connections: [summarize(of)],
      rows,
      options: null,
      snapshot: { day: '2025-11-22', connectionId: ACCOUNT, mrr: [] },
      history: [],
    },
    await readRevision(store),
  );
}
