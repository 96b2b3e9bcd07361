import { beforeEach, describe, expect, test, vi } from 'vitest';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { ACCOUNT, buildConnection } from '../../../tests/support/build-connection.ts';
import { buildSubscription } from '../../../tests/support/build-subscription.ts';
import { NOW } from '../../../tests/support/virtual-time.ts';
import type { RefreshState } from '../../model/refresh.ts';
import { currency } from '../../model/units.ts';
import { deleteOlderGenerations, deleteOtherGenerations } from '../generations/cleanup.ts';
import { commitGeneration } from '../generations/commit.ts';
import { beginRun, clearRun, dropRun, storePage } from '../generations/run.ts';
import { deleteClients, undoChange } from '../records/bulk.ts';
import { addClient, addClients, setLink, updateClient } from '../records/clients.ts';
import { changeConnection, saveConnection } from '../records/connections.ts';
import { clearDraft, saveDraft } from '../records/drafts.ts';
import { chooseTotalCurrency } from '../records/one-total.ts';
import { writeReminderTemplates } from '../records/reminder-templates.ts';
import { trimRequests, writeRequests } from '../records/requests.ts';
import { clearUndoStack, readUndoStack } from '../records/undo-stack.ts';
import { vaultCopy } from '../records/vault-copy.ts';
import { noteReminder } from '../records/write-history.ts';
import { beginRefreshState, changeRefreshState } from '../records/write-refresh-state.ts';
import { writeSettings } from '../records/write-settings.ts';
import { computeViews, rebuildViews, summarize } from '../views/compute.ts';
import { writeFirstScreen } from '../views/first-screen.ts';
import { entryId } from './entry-id.ts';
import { forgetAll } from './forget.ts';
import type { Store } from './open.ts';
import type { RequestRecord } from './schema.ts';
import { emptyStore } from './store.fixture.ts';
import { readRevision, write, writeIfUnchanged } from './write.ts';

const heard = vi.hoisted(() => ({ topics: [] as string[], openTransactions: 0 }));
vi.mock('../../messaging/announce.ts', () => ({
  announce: (topic: string) =>
    heard.topics.push(heard.openTransactions === 0 ? topic : `${topic}, before it was stored`),
}));

const run = { connectionId: ACCOUNT, generation: 2, startedAt: NOW, walkers: null, requests: 0 };
const MANY = 2_000;
const RUNNING: RefreshState = {
  phase: 'running',
  startedAt: NOW,
  endedAt: null,
  fraction: null,
  objectsRead: 0,
  requests: 0,
  failure: null,
  changes: [],
};
const REQUEST: RequestRecord = {
  id: 'a',
  at: 0,
  path: '/v1/events',
  status: 200,
  durationMs: 1,
  bytes: 1,
  requestId: null,
  connectionId: ACCOUNT,
};

let store: Store;

beforeEach(async () => {
  vi.restoreAllMocks();
  store = await emptyStore();
  await saveConnection(store, buildConnection());
  heard.openTransactions = 0;
  const real = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...given) {
    const transaction = real.apply(this, given);
    if (given[1] !== 'readwrite') return transaction;
    heard.openTransactions += 1;
    for (const end of ['complete', 'abort'])
      transaction.addEventListener(end, () => {
        heard.openTransactions -= 1;
      });
    return transaction;
  });
});

async function aClient() {
  const added = await addClient(store, buildClientDraft(), NOW);
  if (!added.ok) throw new Error(added.code);
  return added.id;
}

/** A commit of a whole generation of `MANY` subscriptions. */
async function preparedCommit() {
  const subscriptions = Array.from({ length: MANY }, (_, index) => buildSubscription(`s${index}`));
  await storePage(store, run, { subscriptions });
  const next = buildConnection({ generation: 2 });
  const { clients, options } = await computeViews(store, {
    connection: next,
    catalogue: null,
    replaced: null,
    subscriptions,
  });
  const commit: Parameters<typeof commitGeneration>[1] = {
    connection: next,
    replaced: null,
    catalogue: { products: [], prices: [], coupons: [] },
    connections: [summarize(next)],
    rows: clients.rows,
    options: options.options,
    snapshot: { day: '2025-11-22', connectionId: ACCOUNT, mrr: [] },
    history: [],
  };
  return { commit, revision: await readRevision(store) };
}

/** Every write of the store that others may call, with what it announces; `prepare` runs unheard. */
const WRITES: [name: string, topic: string | null, prepare: () => Promise<() => Promise<unknown>>][] = [
  ['addClient', 'clients', async () => () => addClient(store, buildClientDraft(), NOW)],
  [
    'addClients',
    'clients',
    async () => () => addClients(store, [buildClientDraft(), buildClientDraft(), buildClientDraft()], NOW),
  ],
  [
    'updateClient',
    'clients',
    async () => {
      const id = await aClient();
      return () => updateClient(store, { id, patch: { name: 'New' }, now: NOW });
    },
  ],
  [
    'setLink',
    'clients',
    async () => {
      const id = await aClient();
      return () => setLink(store, { id, index: 0, link: null, now: NOW });
    },
  ],
  [
    'deleteClients',
    'clients',
    async () => {
      const id = await aClient();
      return () => deleteClients(store, [{ id }], NOW);
    },
  ],
  [
    'undoChange',
    'clients',
    async () => {
      await deleteClients(store, [{ id: await aClient() }], NOW);
      const [entry] = await readUndoStack(store, NOW);
      return () => undoChange(store, entry?.id ?? '', NOW);
    },
  ],
  ['clearUndoStack', 'undo', async () => () => clearUndoStack(store)],
  ['saveConnection', 'connections', async () => () => saveConnection(store, buildConnection())],
  [
    'changeConnection',
    'connections',
    async () => () => changeConnection(store, ACCOUNT, (known) => known && { ...known, connected: false }),
  ],
  [
    'commitGeneration',
    'connections',
    async () => {
      const { commit, revision } = await preparedCommit();
      return () => commitGeneration(store, commit, revision);
    },
  ],
  ['writeSettings', 'settings', async () => () => writeSettings(store, { notifyLate: true })],
  ['beginRefreshState', 'refresh', async () => () => beginRefreshState(store, RUNNING)],
  [
    'writeSettings, of discounts',
    'settings',
    async () => () => writeSettings(store, { temporaryDiscounts: true }),
  ],
  ['chooseTotalCurrency', 'settings', async () => () => chooseTotalCurrency(store, currency('eur'))],
  [
    'writeReminderTemplates',
    'settings',
    async () => () => writeReminderTemplates(store, { subject: 'Reminder' }),
  ],
  [
    'noteReminder',
    'clients',
    async () => {
      const id = await aClient();
      return () => noteReminder(store, { clientId: id, client: 'Acme', connectionId: ACCOUNT, at: NOW });
    },
  ],
  [
    'changeRefreshState',
    'refresh',
    async () => {
      await beginRefreshState(store, RUNNING);
      return () => changeRefreshState(store, NOW, (state) => ({ ...state, objectsRead: 1 }));
    },
  ],
  ['forgetAll', 'forgotten', async () => () => forgetAll(store)],
  ['rebuildViews', null, async () => () => rebuildViews(store)],
  [
    'writeFirstScreen',
    null,
    async () => {
      const screen = {
        basis: '',
        until: null,
        rows: [],
        connections: [],
        mrr: [],
        overdue: [],
        due: [],
        unknown: 0,
        counts: {},
      };
      const revision = await readRevision(store);
      return () => writeFirstScreen(store, screen, revision);
    },
  ],
  ['beginRun', null, async () => () => beginRun(store, run)],
  ['storePage', null, async () => () => storePage(store, run, { subscriptions: [buildSubscription('a')] })],
  ['clearRun', null, async () => () => clearRun(store, run)],
  ['dropRun', null, async () => () => dropRun(store, ACCOUNT)],
  [
    'deleteOtherGenerations',
    null,
    async () => {
      await storePage(store, { ...run, generation: 7 }, { subscriptions: [buildSubscription('a')] });
      await dropRun(store, ACCOUNT);
      return () => deleteOtherGenerations(store, ACCOUNT);
    },
  ],
  [
    'deleteOlderGenerations',
    null,
    async () => {
      await storePage(store, { ...run, generation: 0 }, { subscriptions: [buildSubscription('a')] });
      return () => deleteOlderGenerations(store, ACCOUNT);
    },
  ],
  ['saveDraft', null, async () => () => saveDraft(store, { name: 'new', fields: {}, savedAt: NOW })],
  ['clearDraft', null, async () => () => clearDraft(store, 'new')],
  ['writeRequests', null, async () => () => writeRequests(store, { sent: [REQUEST], answered: [] }, null)],
  [
    'writeRequests of a key check',
    'refresh',
    async () => () => writeRequests(store, { sent: [REQUEST], answered: [] }, 'refresh'),
  ],
  [
    'trimRequests',
    null,
    async () => {
      const many = Array.from({ length: 5_001 }, (_, index) => ({ ...REQUEST, id: entryId(index, index) }));
      await writeRequests(store, { sent: many, answered: [] }, null);
      return () => trimRequests(store);
    },
  ],
  ['vaultCopy().set', null, async () => () => vaultCopy(async () => store).set('vault', {})],
  ['vaultCopy().remove', null, async () => () => vaultCopy(async () => store).remove('vault')],
];

describe.each(WRITES)('%s', (_name, topic, prepare) => {
  test(`announces ${topic ?? 'nothing'}, once it is stored`, async () => {
    const work = await prepare();
    heard.topics = [];
    await work();
    expect(heard.topics).toEqual(topic === null ? [] : [topic]);
  });

  test('announces nothing where it fails', async () => {
    const work = await prepare();
    heard.topics = [];
    for (const name of ['put', 'add', 'delete', 'clear'] as const) {
      const real = IDBObjectStore.prototype[name] as (
        this: IDBObjectStore,
        ...given: unknown[]
      ) => IDBRequest;
      vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
        this: IDBObjectStore,
        ...given: unknown[]
      ) {
        const request = real.apply(this, given);
        this.transaction.abort();
        return request;
      });
    }
    const failed = await work().then(
      (done) => typeof done === 'object' && done !== null && Reflect.get(done, 'ok') === false,
      () => true,
    );
    expect(failed).toBe(true);
    expect(heard.topics).toEqual([]);
  });
});

test('a change of clients is announced once, even if it had to be computed again', async () => {
  const id = await aClient();
  heard.topics = [];
  await Promise.all([
    updateClient(store, { id, patch: { name: 'From one' }, now: NOW }),
    updateClient(store, { id, patch: { notes: 'From the other' }, now: NOW }),
  ]);
  // The two overlap, so whether one was open while the other announced says nothing here.
  expect(heard.topics).toHaveLength(2);
});

describe('a write of what was computed', () => {
  const options = { stores: ['views'], announces: 'clients', counts: true } as const;

  test('is stored, and counted, where nothing has changed', async () => {
    const revision = await readRevision(store);
    heard.topics = [];
    const written = await writeIfUnchanged(store, { ...options, revision }, (transaction) =>
      transaction.objectStore('views').put({ name: 'x', json: '' }),
    );
    expect(written).toBe(true);
    expect(await readRevision(store)).toBe(revision + 1);
    expect(await store.get('views', 'x')).toBeDefined();
    expect(heard.topics).toEqual(['clients']);
  });

  test.each([
    ['a client', () => addClient(store, buildClientDraft(), NOW)],
    ['a connection', () => saveConnection(store, buildConnection())],
    [
      'what was read of Stripe',
      async () => {
        const { commit, revision } = await preparedCommit();
        return commitGeneration(store, commit, revision);
      },
    ],
  ])('is refused, and not announced, where %s has changed', async (_what, change) => {
    const revision = await readRevision(store);
    await change();
    const now = await readRevision(store);
    heard.topics = [];
    const written = await writeIfUnchanged(store, { ...options, revision }, (transaction) =>
      transaction.objectStore('views').put({ name: 'x', json: '' }),
    );
    expect(written).toBe(false);
    expect(await readRevision(store)).toBe(now);
    expect(await store.get('views', 'x')).toBeUndefined();
    expect(heard.topics).toEqual([]);
  });

  test('is refused after Forget everything, whatever is written then', async () => {
    const revision = await readRevision(store);
    await forgetAll(store);
    for (let written = 0; written < 3; written += 1) {
      expect(await writeIfUnchanged(store, { ...options, revision }, async () => true)).toBe(false);
      await saveConnection(store, buildConnection());
    }
  });

  test('leaves an empty store empty', async () => {
    await forgetAll(store);
    expect(await rebuildViews(store)).toMatchObject({ clients: { rows: [] }, options: { options: [] } });
    expect(await store.count('views')).toBe(0);
  });

  test('is refused, and not announced, where the work says so', async () => {
    const revision = await readRevision(store);
    heard.topics = [];
    expect(await writeIfUnchanged(store, { ...options, revision }, async () => false)).toBe(false);
    expect(await readRevision(store)).toBe(revision);
    expect(heard.topics).toEqual([]);
  });

  test('clients and connections can be written in no other way', () => {
    const refused = () =>
      // @ts-expect-error A plain write neither checks the revision nor counts.
      write(store, { stores: ['clients'], announces: 'clients' }, async () => undefined);
    expect(refused).toBeTypeOf('function');
  });
});
