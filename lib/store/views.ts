import type { ClientDigest, SubscriptionDigest } from '../billing/digest.ts';
import { digestSubscription } from '../billing/digest-subscription.ts';
import type { ConnectionId, InvoiceFacts, SubscriptionFacts } from '../billing/model.ts';
import { generationRange, type LinkedFacts, readCatalogue } from './facts.ts';
import { REVISION, readSettings, type Settings } from './meta.ts';
import type { Store } from './open.ts';
import { encodeView } from './read-views.ts';
import type {
  ClientRecord,
  ClientsView,
  ConnectionRecord,
  ConnectionSummary,
  OptionsView,
  SubscriptionOption,
} from './schema.ts';
import { all, inTransaction } from './transaction.ts';

/** Subscriptions read at a time while a view is computed: bounds the memory at any account size. */
const BATCH = 1000;

/** What the figures of one subscription follow from, as `digestSubscription` wants it. */
export function digestLinked(facts: LinkedFacts, settings: Settings): SubscriptionDigest | null {
  if (!facts.subscription) return null;
  return digestSubscription(facts.subscription, facts.openInvoices, facts.catalogue, {
    connectionId: facts.connection.id,
    invoicesReadable: facts.connection.permissions.invoices,
    temporaryDiscounts: settings.temporaryDiscounts,
  });
}

/** The row of one client. `digestOf` answers null for a subscription that has never been read. */
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
  const { id, accountName, mode, connected, lastRefresh } = connection;
  return { id, accountName, mode, connected, lastRefresh };
}

/** Statuses after which nothing more is ever charged: such a subscription is not offered for linking. */
const ENDED: ReadonlySet<string> = new Set(['canceled', 'incomplete_expired']);

function optionOf(digest: SubscriptionDigest): SubscriptionOption {
  const { connectionId, id, customer, email, product, status, amounts } = digest;
  return { connectionId, id, customer, email, product, status, amounts };
}

const linkKey = (connectionId: string, subscriptionId: string) => `${connectionId}\n${subscriptionId}`;

/** Both views, computed from the stores as they are; for connections in `generations` from that generation instead of the shown one. */
export async function computeViews(
  store: Store,
  generations: ReadonlyMap<ConnectionId, ConnectionRecord> = new Map(),
): Promise<{ clients: ClientsView; options: OptionsView; settings: Settings }> {
  const settings = await readSettings(store);
  const clients = await store.getAll('clients');
  const stored = await store.getAll('connections');
  const connections = stored.map((connection) => generations.get(connection.id) ?? connection);
  const wanted = new Set(
    clients.flatMap((c) => c.links.map((l) => linkKey(l.connectionId, l.subscriptionId))),
  );
  const digests = new Map<string, SubscriptionDigest>();
  const options: SubscriptionOption[] = [];
  for (const connection of connections) {
    const catalogue = await readCatalogue(store, connection.id);
    const invoices = await openInvoicesBySubscription(store, connection);
    for await (const subscription of subscriptionsOf(store, connection)) {
      const digest = digestLinked(
        {
          link: { connectionId: connection.id, subscriptionId: subscription.id },
          connection,
          subscription,
          openInvoices: invoices.get(subscription.id) ?? [],
          catalogue,
        },
        settings,
      );
      if (!digest) continue;
      const key = linkKey(connection.id, subscription.id);
      if (wanted.has(key)) digests.set(key, digest);
      if (!ENDED.has(subscription.status) && subscription.missingSince === null)
        options.push(optionOf(digest));
    }
  }
  const rows = clients.map((client) =>
    clientRow(client, (link) => digests.get(linkKey(link.connectionId, link.subscriptionId)) ?? null),
  );
  return {
    settings,
    clients: { name: 'clients', rows, connections: connections.map(summarize) },
    options: { name: 'options', options },
  };
}

async function openInvoicesBySubscription(
  store: Store,
  connection: ConnectionRecord,
): Promise<Map<string, InvoiceFacts[]>> {
  const found = new Map<string, InvoiceFacts[]>();
  for (const invoice of await store.getAll(
    'invoices',
    generationRange(connection.id, connection.generation),
  )) {
    if (invoice.subscriptionId === null) continue;
    const known = found.get(invoice.subscriptionId);
    if (known) known.push(invoice);
    else found.set(invoice.subscriptionId, [invoice]);
  }
  return found;
}

async function* subscriptionsOf(
  store: Store,
  connection: ConnectionRecord,
): AsyncGenerator<SubscriptionFacts> {
  const { upper } = generationRange(connection.id, connection.generation);
  let lower: unknown = [connection.id, connection.generation];
  for (;;) {
    const batch = await store.getAll('subscriptions', IDBKeyRange.bound(lower, upper, true, false), BATCH);
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return;
    lower = [last.connectionId, last.generation, last.id];
  }
}

/** The number of changes so far of what the views are made from. */
export async function readRevision(store: Store): Promise<number> {
  const kept = (await store.get('meta', REVISION))?.value;
  return typeof kept === 'number' ? kept : 0;
}

/**
 * Computes both views anew and stores them; a change that came in meanwhile makes it compute again.
 * Views are a cache, so this is right at any time.
 */
export async function rebuildViews(store: Store): Promise<{ clients: ClientsView; options: OptionsView }> {
  for (;;) {
    const revision = await readRevision(store);
    const { clients, options } = await computeViews(store);
    const encoded = [encodeView(clients), encodeView(options)];
    const written = await inTransaction(store, ['views', 'meta'], async (transaction) => {
      if (((await transaction.objectStore('meta').get(REVISION))?.value ?? 0) !== revision) return false;
      await all(encoded.map((view) => () => transaction.objectStore('views').put(view)));
      return true;
    });
    if (written) return { clients, options };
  }
}
