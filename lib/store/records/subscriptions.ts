import type { ConnectionId, Link, SubscriptionId } from '../../model/ids.ts';
import type { Catalogue, Coupon, Invoice, PriceTerms, Subscription } from '../../model/subscription.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionRecord, InvoiceRecord, SubscriptionRecord } from '../db/schema.ts';
import {
  isCoupon,
  isInvoiceRecord,
  isPriceTerms,
  isProduct,
  isSubscriptionRecord,
  parseConnection,
} from '../shapes/records.ts';

export function generationRange(connectionId: ConnectionId, generation: number): IDBKeyRange {
  return IDBKeyRange.bound([connectionId, generation], [connectionId, generation, []]);
}

export function connectionRange(connectionId: ConnectionId): IDBKeyRange {
  return IDBKeyRange.bound([connectionId], [connectionId, []]);
}

/** Bounds memory for accounts of any size. */
const BATCH = 1000;

/** A generation in id order, in batches. Reads the next batch while the caller works on the current one. */
export async function* batchesOf(
  store: Store,
  connectionId: ConnectionId,
  generation: number,
): AsyncGenerator<SubscriptionRecord[]> {
  const { upper } = generationRange(connectionId, generation);
  const readFrom = (lower: unknown) => {
    const reading = store.getAll('subscriptions', IDBKeyRange.bound(lower, upper, true), BATCH);
    // A caller that stops early never awaits it.
    reading.catch(() => undefined);
    return reading;
  };
  let next = readFrom([connectionId, generation]);
  for (;;) {
    const batch = await next;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) {
      yield batch.filter(isSubscriptionRecord);
      return;
    }
    next = readFrom([last.connectionId, last.generation, last.id]);
    yield batch.filter(isSubscriptionRecord);
  }
}

export async function readSubscription(
  store: Store,
  ...key: [ConnectionId, number, SubscriptionId]
): Promise<SubscriptionRecord | null> {
  const record = await store.get('subscriptions', key);
  return isSubscriptionRecord(record) ? record : null;
}

/** Everything a connection's subscriptions refer to. A few hundred records at most. */
export async function readCatalogue(store: Store, connectionId: ConnectionId): Promise<Catalogue> {
  const range = connectionRange(connectionId);
  const [products, prices, coupons] = await Promise.all([
    store.getAll('products', range),
    store.getAll('prices', range),
    store.getAll('coupons', range),
  ]);
  return {
    productNames: new Map(products.filter(isProduct).map((product) => [product.id, product.name])),
    prices: new Map(prices.filter(isPriceTerms).map((price): [string, PriceTerms] => [price.id, price])),
    coupons: new Map(coupons.filter(isCoupon).map((coupon): [string, Coupon] => [coupon.id, coupon])),
  };
}

/** Removes the keys, so that equal invoices of two generations compare equal. */
export function toInvoice({ connectionId: _, generation: __, ...facts }: InvoiceRecord): Invoice {
  return facts;
}

export interface LinkedSubscription {
  link: Link;
  connection: ConnectionRecord;
  subscription: Subscription | null;
  openInvoices: Invoice[];
  catalogue: Catalogue;
}

export function together<T extends { id: string }>(own: readonly T[], customers: readonly T[]): T[] {
  if (customers.length === 0) return [...own];
  const byId = new Map([...own, ...customers].map((invoice) => [invoice.id, invoice]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function readLinkedSubscriptions(
  store: Store,
  links: readonly Link[],
): Promise<LinkedSubscription[]> {
  const catalogues = new Map<ConnectionId, Catalogue>();
  const found: LinkedSubscription[] = [];
  for (const link of links) {
    const connection = parseConnection(await store.get('connections', link.connectionId));
    if (!connection) continue;
    const { id, generation } = connection;
    const catalogue = catalogues.get(id) ?? (await readCatalogue(store, id));
    catalogues.set(id, catalogue);
    const [subscription, own] = await Promise.all([
      readSubscription(store, id, generation, link.subscriptionId),
      store.getAllFromIndex('invoices', 'bySubscription', [id, generation, link.subscriptionId]),
    ]);
    const customers = subscription
      ? await store.getAllFromIndex('invoices', 'byCustomer', [id, generation, subscription.customer.id])
      : [];
    const invoices = together(own, customers);
    const openInvoices = invoices.filter(isInvoiceRecord).map(toInvoice);
    // Without one of its invoices a subscription could pass for paid.
    const isWhole = openInvoices.length === invoices.length;
    found.push({ link, connection, subscription: isWhole ? subscription : null, openInvoices, catalogue });
  }
  return found;
}
