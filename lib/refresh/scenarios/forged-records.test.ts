import { beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE } from '../../../tests/stripe-server/samples/sample-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { buildConnection } from '../../../tests/support/build-connection.ts';
import { systemCalendar } from '../../billing/calendar.ts';
import { portfolio } from '../../billing/portfolio.ts';
import { readClientsData } from '../../clients/clients-data.ts';
import { changesWords } from '../../i18n/change-words.ts';
import { failureWords } from '../../i18n/failure-words.ts';
import { lastRefreshWords, progressWords } from '../../i18n/refresh-words.ts';
import type { ClientDraft } from '../../model/client.ts';
import type { ClientId, SubscriptionId } from '../../model/ids.ts';
import { PERMISSIONS } from '../../model/permissions.ts';
import { DEFAULT_SETTINGS } from '../../model/settings.ts';
import { entryId } from '../../store/db/entry-id.ts';
import type { Store } from '../../store/db/open.ts';
import type { ClientsView } from '../../store/db/schema.ts';
import { beginRun } from '../../store/generations/run.ts';
import { addClient, updateClient } from '../../store/records/clients.ts';
import { listConnections } from '../../store/records/connections.ts';
import { readClientDetails } from '../../store/records/details.ts';
import { saveDraft } from '../../store/records/drafts.ts';
import { readClients } from '../../store/records/read-all.ts';
import { readRefreshState } from '../../store/records/refresh-state.ts';
import { countRequestsThisMonth, listRequests } from '../../store/records/requests.ts';
import { readLinkedSubscriptions } from '../../store/records/subscriptions.ts';
import { isSubscriptionRecord } from '../../store/shapes/records.ts';
import { isClientRow } from '../../store/shapes/views.ts';
import { buildAsOf } from '../../store/views/as-of.ts';
import { computeViews, digestLinked } from '../../store/views/compute.ts';
import { readOptionsView } from '../../store/views/read.ts';
import { emptyCheckpoint } from '../checkpoint.ts';
import {
  ACCOUNT,
  failureOf,
  link,
  NOW,
  type RefreshSetup,
  refresherOn,
  setUpRefresh,
} from './refresh-setup.fixture.ts';

/**
 * Stored is not trusted. Each member of each record is forged in turn; then everything that a page does with the
 * store is done, a client is edited, and a refresh runs. Nothing may throw or wait for ever, the refresh heals what is
 * of Stripe, and what was not touched is shown as before.
 */

let w: RefreshSetup;
/** Every record of every store, as a refresh of the sample account leaves it. */
let whole: Map<string, unknown[]>;

/** Not the vault, whose two copies have tests of their own (lib/vault). */
const names = (store: Store) => [...store.objectStoreNames].filter((name) => name !== 'vault');

beforeAll(async () => {
  w = await setUpRefresh();
  await addClient(w.store, buildClientDraft({ name: 'Acme', links: [link(SAMPLE.acme)] }), NOW);
  const manual = { status: 'paid', monthly: { amount: 5000, currency: 'usd' }, nextBilling: '2026-01-01' };
  const typed = { name: 'By hand', manual, addOns: [{ label: 'Care', amount: 100, currency: 'usd' }] };
  await addClient(w.store, buildClientDraft(typed as Partial<ClientDraft>), NOW);
  await w.refresher.start();
  await beginRun(w.store, {
    connectionId: ACCOUNT,
    generation: 2,
    startedAt: NOW,
    walkers: emptyCheckpoint(buildConnection().permissions),
    requests: 3,
  });
  const tiers = [{ upTo: null, unitAmount: '5', flatAmount: null }];
  const byCurrency = { usd: { unitAmount: null, tiers, taxBehavior: null } };
  await w.store.put('prices', { connectionId: ACCOUNT, id: 'price_tiered', byCurrency });
  const [client] = await readClients(w.store);
  const change = { kind: 'missing', client: 'Acme' } as const;
  await w.store.put('history', {
    id: entryId(NOW * 1000, 0),
    at: NOW,
    clientId: client?.id as ClientId,
    connectionId: ACCOUNT,
    change,
  });
  await saveDraft(w.store, { name: 'client', fields: { name: 'Half' }, savedAt: NOW });
  whole = new Map();
  for (const name of names(w.store)) whole.set(name, await w.store.getAll(name));
});

async function restore(): Promise<void> {
  for (const [name, records] of whole) {
    await w.store.clear(name as 'clients');
    for (const record of records) await w.store.put(name as 'clients', record as never);
  }
}

/** What popup, dashboard and options read, and the sentences that they make of it. */
async function readEverything(): Promise<ClientsView> {
  const read = await readClientsData('first');
  if (!read.ok) throw new Error(read.code);
  const { view, refresh, settings } = read.data;
  const connections = await listConnections(w.store);
  const asOf = buildAsOf({ now: NOW, calendar: systemCalendar(), settings, connections: view.connections });
  for (const { client, monthly, nextBilling } of portfolio(view.rows, asOf).rows) {
    JSON.stringify([monthly, nextBilling]);
    await readClientDetails(w.store, client.id);
  }
  lastRefreshWords(view.connections);
  progressWords(refresh, NOW * 1000);
  changesWords(refresh);
  if (refresh?.failure) failureWords(refresh.failure);
  for (const { at } of await listRequests(w.store, { limit: 100 })) new Date(at).toISOString();
  expect(Number.isSafeInteger(await countRequestsThisMonth(w.store, NOW * 1000))).toBe(true);
  await readOptionsView(w.store);
  for (const { permissions } of connections)
    expect(Object.keys(permissions)).toHaveLength(PERMISSIONS.length);
  return view;
}

const FORGERIES: Record<string, unknown> = {
  missing: undefined,
  null: null,
  'another type': { toString: 1 },
  'a text': 'forged',
  'an absurd number': 1e300,
  'no number': Number.NaN,
  'a list of nothing': [null],
};

/** Every path in a record, the first member of a list standing for all: ["items", "0", "price"]. */
function pathsIn(value: unknown, depth = 0): string[][] {
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  return entries.flatMap(([name, member]) => [
    [name],
    ...pathsIn(member, depth + 1).map((path) => [name, ...path]),
  ]);
}

function forged(record: unknown, path: readonly string[], value: unknown): unknown {
  const copy = structuredClone(record) as Record<string, unknown>;
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

/** The keys of a store cannot be forged into something that is no key: IndexedDB refuses the record. */
async function put(name: string, record: unknown): Promise<boolean> {
  try {
    await w.store.put(name as 'clients', record as never);
    return true;
  } catch {
    return false;
  }
}

/** Each member of a record forged in turn, and one more that nobody knows. */
const forgeriesOf = (record: unknown, depth: number): unknown[] => [
  ...pathsIn(record, depth).flatMap((path) =>
    Object.values(FORGERIES).map((value) => forged(record, path, value)),
  ),
  forged(record, ['unknown'], 'new'),
];

/** A view is JSON: the text is forged too, and what it says. */
const viewForgeriesOf = (record: unknown): unknown[] => {
  const json = String(Reflect.get(record as object, 'json'));
  const texts = [...forgeriesOf(JSON.parse(json), 1).map((inside) => JSON.stringify(inside)), json.slice(1)];
  return texts.map((text) => forged(record, ['json'], text));
};

/** One record of each name (settings, revision …); of others one that Acme's figures follow from. */
function samplesOf(name: string): unknown[] {
  const records = whole.get(name) ?? [];
  if (name === 'meta' || name === 'views') return records;
  const own = records.find((record) => JSON.stringify(record).includes(SAMPLE.acme));
  return [own ?? records[0]];
}

const STORES = [
  'clients',
  'connections',
  'subscriptions',
  'invoices',
  'runs',
  'products',
  'coupons',
  'prices',
  'drafts',
  'snapshots',
  'history',
  'requests',
  'views',
  'meta',
] as const;

describe('a forged record costs itself', () => {
  test('no store is left out', () => {
    expect([...STORES].sort()).toEqual(names(w.store).sort());
  });

  test.each(STORES)(
    '%s: every page reads on',
    async (name) => {
      const before = await readEverything();
      for (const sample of samplesOf(name)) {
        const forgeries = forgeriesOf(sample, name === 'meta' ? 3 : 4);
        if (name === 'views') forgeries.push(...viewForgeriesOf(sample));
        for (const record of forgeries) {
          if (!(await put(name, record))) continue;
          // What pages paint is a cache: without it they see the forged record itself.
          if (name !== 'views') await w.store.clear('views');
          const view = await readEverything();
          // The other client stays as it was, whatever was forged.
          const other = (rows: ClientsView) => rows.rows.find((row) => row.name === 'By hand');
          if (name !== 'clients') expect(other(view)).toEqual(other(before));
        }
      }
      await restore();
    },
    60_000,
  );

  test('a revision that is no number does not make a write wait for ever', async () => {
    await w.store.put('meta', { name: 'revision', value: Number.NaN });
    const [client] = await readClients(w.store);
    const edited = await updateClient(w.store, {
      id: client?.id as ClientId,
      patch: { notes: 'x' },
      now: NOW,
    });
    expect(edited.ok).toBe(true);
    await restore();
  });

  test('what holds of a view holds of all that it says: no forged row is shown', () => {
    const row = JSON.parse(String(rowsPart()?.json))[0];
    expect(isClientRow(row)).toBe(true);
    for (const record of forgeriesOf(row, 0)) {
      if (!isClientRow(record)) continue;
      const asOf = { now: NOW, calendar: systemCalendar(), upcomingWindowDays: 7, lastRefresh: new Map() };
      portfolio([record], asOf);
    }
  });

  test('a subscription that makes no sense counts as never read, or has figures', () => {
    const record = samplesOf('subscriptions')[0];
    expect(isSubscriptionRecord(record)).toBe(true);
    for (const one of forgeriesOf(record, 0)) {
      if (!isSubscriptionRecord(one)) continue;
      const facts = { link: link(one.id), connection: buildConnection(), openInvoices: [] };
      const catalogue = { productNames: new Map(), prices: new Map(), coupons: new Map() };
      const digest = digestLinked({ ...facts, subscription: one, catalogue }, DEFAULT_SETTINGS);
      if (digest) JSON.stringify(digest);
    }
  });

  test('a refresh runs over forged records and heals them', async () => {
    const before = await readEverything();
    const acme = (view: ClientsView) => view.rows.find((row) => row.name === 'Acme');
    await w.store.put('subscriptions', forged(samplesOf('subscriptions')[0], ['items'], 7) as never);
    await w.store.put('runs', forged(samplesOf('runs')[0], ['walkers', 'invoices'], null) as never);
    await w.store.put('meta', { name: 'refresh', value: { phase: 'running' } } as never);
    await w.store.put('meta', { name: 'revision', value: 'x' } as never);
    await w.store.put('connections', forged(samplesOf('connections')[0], ['feed'], []) as never);
    await w.store.clear('views');
    expect(acme(await readEverything())?.unread).toEqual([link(SAMPLE.acme)]);
    expect(failureOf(await refresherOn(w.stripe, w.clock).start())).toBeNull();
    expect(acme(await readEverything())?.links).toEqual(acme(before)?.links);
    await restore();
  });

  test('an invoice that cannot be read makes its subscription unread, not paid', async () => {
    const invoice = samplesOf('invoices')[0] as { subscriptionId: SubscriptionId };
    await w.store.put('invoices', forged(invoice, ['total'], null) as never);
    const found = await readLinkedSubscriptions(w.store, [link(invoice.subscriptionId)]);
    expect(found[0]?.subscription).toBeNull();
    const { options } = (await computeViews(w.store)).options;
    expect(options.some(({ id }) => id === invoice.subscriptionId)).toBe(false);
    await restore();
  });

  test('a failure and a change that nobody knows have words', async () => {
    const value = { ...EMPTY_STATE, failure: { ok: false, code: 'new' }, changes: [{ kind: 'new' }] };
    await w.store.put('meta', { name: 'refresh', value } as never);
    const state = await readRefreshState(w.store);
    expect(state?.failure).toEqual({ ok: false, code: 'unexpected' });
    expect(state?.changes).toEqual([]);
    await restore();
  });
});

const EMPTY_STATE = {
  phase: 'done',
  startedAt: 0,
  endedAt: 1,
  fraction: 1,
  objectsRead: 1,
  requests: 1,
} as const;

function rowsPart() {
  const parts = (whole.get('views') ?? []) as { name: string; json: string }[];
  return parts.find(({ name }) => name.startsWith('clients/'));
}
