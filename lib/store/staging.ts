import type { Catalogue, ConnectionId } from '../billing/model.ts';
import { connectionRange, readCatalogue } from './facts.ts';
import type { Store } from './open.ts';
import type { ClientPlugSchema } from './schema.ts';

/**
 * Names and terms that a refresh has read and not shown yet. They have no generation of their own, being few and
 * shared by all; so they lie in the same stores under the name of a connection that does not exist, and the commit
 * moves those that differ. What a refresh that failed or was cancelled has read is never seen.
 */
const CATALOGUE_STORES = ['products', 'prices', 'coupons'] as const;
type CatalogueStore = (typeof CATALOGUE_STORES)[number];
export type CatalogueRecord = { [Name in CatalogueStore]: ClientPlugSchema[Name]['value'] };
export type CatalogueChanges = { [Name in CatalogueStore]: CatalogueRecord[Name][] };

export function stagingOf(connectionId: ConnectionId): ConnectionId {
  return `${connectionId} (being read)` as ConnectionId;
}

export { CATALOGUE_STORES };

/** Every staged name and term of a connection, for deletion. */
export function stagedRange(connectionId: ConnectionId): IDBKeyRange {
  return connectionRange(stagingOf(connectionId));
}

/** What is shown with what is staged put over it: how it will be after the commit. */
export async function readComingCatalogue(store: Store, connectionId: ConnectionId): Promise<Catalogue> {
  const shown = await readCatalogue(store, connectionId);
  const staged = await readCatalogue(store, stagingOf(connectionId));
  return {
    productNames: new Map([...shown.productNames, ...staged.productNames]),
    prices: new Map([...shown.prices, ...staged.prices]),
    coupons: new Map([...shown.coupons, ...staged.coupons]),
  };
}

/** The staged names and terms that differ from those shown, as they will be stored. */
export async function catalogueChanges(store: Store, connectionId: ConnectionId): Promise<CatalogueChanges> {
  const changed = async <Name extends CatalogueStore>(name: Name): Promise<CatalogueRecord[Name][]> => {
    const [staged, shown] = await Promise.all([
      store.getAll(name, stagedRange(connectionId)),
      store.getAll(name, connectionRange(connectionId)),
    ]);
    const known = new Map(shown.map((record) => [record.id, JSON.stringify(record)]));
    return staged
      .map((record): CatalogueRecord[Name] => ({ ...record, connectionId }))
      .filter((record) => known.get(record.id) !== JSON.stringify(record));
  };
  return {
    products: await changed('products'),
    prices: await changed('prices'),
    coupons: await changed('coupons'),
  };
}
