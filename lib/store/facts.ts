import type {
  Catalogue,
  ConnectionId,
  CouponFacts,
  InvoiceFacts,
  PriceTerms,
  SubscriptionFacts,
} from '../billing/model.ts';
import type { Store } from './open.ts';
import type { ConnectionRecord, Link } from './schema.ts';

/** Every record of one generation of one connection lies between these keys. */
export function generationRange(connectionId: ConnectionId, generation: number): IDBKeyRange {
  return IDBKeyRange.bound([connectionId, generation], [connectionId, generation, []]);
}

function connectionRange(connectionId: ConnectionId): IDBKeyRange {
  return IDBKeyRange.bound([connectionId], [connectionId, []]);
}

/** All names and terms that a connection's subscriptions refer to. A few hundred records at most. */
export async function readCatalogue(store: Store, connectionId: ConnectionId): Promise<Catalogue> {
  const range = connectionRange(connectionId);
  const [products, prices, coupons] = await Promise.all([
    store.getAll('products', range),
    store.getAll('prices', range),
    store.getAll('coupons', range),
  ]);
  return {
    productNames: new Map(products.map((product) => [product.id, product.name])),
    prices: new Map(prices.map((price): [string, PriceTerms] => [price.id, price])),
    coupons: new Map(coupons.map((coupon): [string, CouponFacts] => [coupon.id, coupon])),
  };
}

/** One linked subscription with all that its figures follow from. */
export interface LinkedFacts {
  link: Link;
  connection: ConnectionRecord;
  /** null: never read. */
  subscription: SubscriptionFacts | null;
  openInvoices: InvoiceFacts[];
  catalogue: Catalogue;
}

/** The facts behind a client's links, in the order of the links; a link to a connection that is gone is left out. */
export async function readLinkedFacts(store: Store, links: readonly Link[]): Promise<LinkedFacts[]> {
  const catalogues = new Map<ConnectionId, Catalogue>();
  const found: LinkedFacts[] = [];
  for (const link of links) {
    const connection = await store.get('connections', link.connectionId);
    if (!connection) continue;
    const { id, generation } = connection;
    const catalogue = catalogues.get(id) ?? (await readCatalogue(store, id));
    catalogues.set(id, catalogue);
    const [subscription, openInvoices] = await Promise.all([
      store.get('subscriptions', [id, generation, link.subscriptionId]),
      store.getAllFromIndex('invoices', 'bySubscription', [id, generation, link.subscriptionId]),
    ]);
    found.push({ link, connection, subscription: subscription ?? null, openInvoices, catalogue });
  }
  return found;
}
