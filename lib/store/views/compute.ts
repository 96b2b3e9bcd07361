import type { ClientDigest, SubscriptionDigest } from '../../billing/digest.ts';
import { digestSubscription } from '../../billing/digest-subscription.ts';
import { hasEnded } from '../../billing/status.ts';
import { nameOf } from '../../model/account-name.ts';
import type { ClientRecord } from '../../model/client.ts';
import { linkKey } from '../../model/ids.ts';
import type { Settings } from '../../model/settings.ts';
import type { Catalogue, Invoice, Subscription } from '../../model/subscription.ts';
import { all } from '../db/all.ts';
import type { Store } from '../db/open.ts';
import type {
  ClientsView,
  ConnectionRecord,
  ConnectionSummary,
  OptionsView,
  Replaced,
  SubscriptionOption,
} from '../db/schema.ts';
import { readRevision, writeIfUnchanged } from '../db/write.ts';
import { readClients, readConnections } from '../records/read-all.ts';
import { readSettings } from '../records/settings.ts';
import {
  batchesOf,
  generationRange,
  type LinkedSubscription,
  readCatalogue,
  together,
  toInvoice,
} from '../records/subscriptions.ts';
import { isObject } from '../shapes/guards.ts';
import { isInvoiceRecord } from '../shapes/records.ts';
import { deleteOtherEditions, encodeHeader, isStaged, stageClients, stageOptions } from './editions.ts';

/** null: never read, or the record makes no sense. */
export function digestLinked(facts: LinkedSubscription, settings: Settings): SubscriptionDigest | null {
  if (!facts.subscription) return null;
  try {
    return digestSubscription(facts.subscription, facts.openInvoices, facts.catalogue, {
      connectionId: facts.connection.id,
      invoicesReadable: facts.connection.permissions.invoices,
      temporaryDiscounts: settings.temporaryDiscounts,
    });
  } catch {
    // A bad record must not cost the figures of every client.
    return null;
  }
}

export function clientRow(
  client: ClientRecord,
  digestOf: (link: ClientRecord['links'][number]) => SubscriptionDigest | null,
): ClientDigest {
  const row: ClientDigest = {
    id: client.id,
    name: client.name,
    email: client.email,
    type: client.type,
    service: client.service,
    archived: client.archivedAt !== null,
    links: [],
    unread: [],
    manual: client.manual,
    addOns: client.addOns,
  };
  for (const link of client.links) {
    const digest = digestOf(link);
    if (digest) row.links.push(digest);
    else row.unread.push(link);
  }
  return row;
}

export function summarize(connection: ConnectionRecord): ConnectionSummary {
  const { id, mode, connected, lastRefresh } = connection;
  return { id, accountName: nameOf(connection), mode, connected, lastRefresh };
}

function optionOf(digest: SubscriptionDigest, customerId: string): SubscriptionOption {
  const { connectionId, id, customer, email, product, status, currency, amounts, monthly, startDate } =
    digest;
  return {
    connectionId,
    id,
    customerId,
    customer,
    email,
    product,
    status,
    currency,
    amounts,
    monthly,
    startDate,
  };
}

export interface Coming {
  connection: ConnectionRecord;
  catalogue: Catalogue | null;
  /** What the commit replaces in the connection's generation; null: nothing. */
  replaced: Replaced | null;
  /** All of that generation, if still in memory; null: read them from the store. */
  subscriptions: readonly Subscription[] | null;
}

/** Computes both views as they are, or as they will be after the commit of `coming`. */
export async function computeViews(
  store: Store,
  coming: Coming | null = null,
): Promise<{ clients: ClientsView; options: OptionsView; settings: Settings }> {
  const settings = await readSettings(store);
  const clients = await readClients(store);
  const stored = await readConnections(store);
  const connections = coming ? withConnection(stored, coming.connection) : stored;
  const wanted = new Set(clients.flatMap((c) => c.links.map((l) => linkKey(l))));
  const digests = new Map<string, SubscriptionDigest>();
  const options: SubscriptionOption[] = [];
  for (const connection of connections) {
    const own = coming?.connection.id === connection.id ? coming : null;
    const catalogue = own?.catalogue ?? (await readCatalogue(store, connection.id));
    const openInvoices = await openInvoicesOf(store, connection, own?.replaced ?? null);
    const subscriptions = own?.subscriptions
      ? [...own.subscriptions].sort((a, b) => (a.id < b.id ? -1 : 1))
      : subscriptionsOf(store, connection, own?.replaced ?? null);
    for await (const subscription of subscriptions) {
      const invoices = openInvoices(subscription);
      if (!invoices) continue;
      const digest = digestLinked(
        {
          link: { connectionId: connection.id, subscriptionId: subscription.id },
          connection,
          subscription,
          openInvoices: invoices,
          catalogue,
        },
        settings,
      );
      if (!digest) continue;
      const key = linkKey({ connectionId: connection.id, subscriptionId: subscription.id });
      if (wanted.has(key)) digests.set(key, digest);
      if (!hasEnded(subscription) && subscription.missingSince === null)
        options.push(optionOf(digest, subscription.customer.id));
    }
  }
  const rows = clients.map((client) => clientRow(client, (link) => digests.get(linkKey(link)) ?? null));
  return {
    settings,
    clients: { rows, connections: connections.map(summarize) },
    options: { options },
  };
}

function withConnection(
  stored: readonly ConnectionRecord[],
  connection: ConnectionRecord,
): ConnectionRecord[] {
  const others = stored.filter(({ id }) => id !== connection.id);
  return [...others, connection].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** null: an invoice is unreadable; without it the subscription could pass for paid. */
async function openInvoicesOf(
  store: Store,
  connection: ConnectionRecord,
  replaced: Replaced | null,
): Promise<(subscription: Subscription) => Invoice[] | null> {
  const range = generationRange(connection.id, connection.generation);
  const byId = new Map<string, Invoice>();
  const unreadable = new Map<unknown, Record<string, unknown>>();
  const known: unknown[] = await store.getAll('invoices', range);
  for (const record of known) {
    if (isInvoiceRecord(record)) byId.set(record.id, toInvoice(record));
    else if (isObject(record)) unreadable.set(record.id, record);
  }
  for (const id of replaced?.goneInvoices ?? []) {
    byId.delete(id);
    unreadable.delete(id);
  }
  for (const invoice of replaced?.invoices ?? []) {
    byId.set(invoice.id, invoice);
    unreadable.delete(invoice.id);
  }
  const without = new Set(
    [...unreadable.values()].flatMap(({ subscriptionId, customerId }) => [subscriptionId, customerId]),
  );
  const bySubscription = new Map<string, Invoice[]>();
  const byCustomer = new Map<string, Invoice[]>();
  const put = (map: Map<string, Invoice[]>, key: string | null, invoice: Invoice) => {
    const known = key === null ? undefined : map.get(key);
    if (known) known.push(invoice);
    else if (key !== null) map.set(key, [invoice]);
  };
  // In id order, so the view doesn't depend on how an invoice arrived.
  for (const invoice of [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    put(bySubscription, invoice.subscriptionId, invoice);
    put(byCustomer, invoice.customerId, invoice);
  }
  return ({ id, customer }) =>
    without.has(id) || without.has(customer.id)
      ? null
      : together(bySubscription.get(id) ?? [], byCustomer.get(customer.id) ?? []);
}

async function* subscriptionsOf(
  store: Store,
  connection: ConnectionRecord,
  replaced: Replaced | null,
): AsyncGenerator<Subscription> {
  const gone = new Set<string>(replaced?.goneSubscriptions);
  const coming = [...(replaced?.subscriptions ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  const replacedIds = new Set<string>(coming.map(({ id }) => id));
  for await (const batch of batchesOf(store, connection.id, connection.generation)) {
    for (const subscription of batch) {
      while (coming[0] && coming[0].id < subscription.id) yield* coming.splice(0, 1);
      if (coming[0]?.id === subscription.id) yield* coming.splice(0, 1);
      else if (!gone.has(subscription.id) && !replacedIds.has(subscription.id)) yield subscription;
    }
  }
  yield* coming;
}

interface Views {
  clients: ClientsView;
  options: OptionsView;
}

/** Computes and stores both views; starts over if something changed meanwhile. Safe at any time. */
export async function rebuildViews(store: Store): Promise<Views> {
  for (;;) {
    const stored = await storeViews(store, await readRevision(store), null);
    if (stored) return stored;
  }
}

/**
 * Stores `connection` (null: unchanged) together with both views. Returns null, having written nothing, if
 * anything changed since `revision` was read.
 */
export async function storeViews(
  store: Store,
  revision: number,
  connection: ConnectionRecord | null,
): Promise<Views | null> {
  const coming = connection && { connection, catalogue: null, replaced: null, subscriptions: null };
  const { clients, options } = await computeViews(store, coming);
  // A page that looks again after Forget everything leaves nothing behind.
  if (clients.rows.length === 0 && clients.connections.length === 0) return { clients, options };
  const rows = await stageClients(store, clients.rows);
  const listed = await stageOptions(store, options.options);
  const written = await writeIfUnchanged(
    store,
    {
      stores: ['views', 'connections'],
      announces: connection && 'connections',
      revision,
      counts: connection !== null,
    },
    async (transaction) => {
      const views = transaction.objectStore('views');
      if (!(await isStaged(views, 'clients', rows)) || !(await isStaged(views, 'options', listed)))
        return false;
      await all([
        () => views.put(encodeHeader('clients', { ...rows, connections: clients.connections })),
        () => views.put(encodeHeader('options', listed)),
        ...(connection ? [() => transaction.objectStore('connections').put(connection)] : []),
      ]);
      return true;
    },
  );
  await deleteOtherEditions(store);
  return written ? { clients, options } : null;
}
