import type { ConnectionId } from '../../model/ids.ts';
import type { Catalogue } from '../../model/subscription.ts';
import type { Store } from '../db/open.ts';
import type { ClientPlugSchema } from '../db/schema.ts';
import { connectionRange, readCatalogue } from '../records/subscriptions.ts';

/**
 * Catalogue records that a refresh has read but not shown yet. They are kept in the same stores under a
 * connection id that doesn't exist; the commit moves those that differ.
 */
export const CATALOGUE_STORES = ['products', 'prices', 'coupons'] as const;
export type CatalogueChanges = {
  [Name in (typeof CATALOGUE_STORES)[number]]: ClientPlugSchema[Name]['value'][];
};

export function stagingOf(connectionId: ConnectionId): ConnectionId {
  return `${connectionId} (being read)` as ConnectionId;
}

export function stagedRange(connectionId: ConnectionId): IDBKeyRange {
  return connectionRange(stagingOf(connectionId));
}

/** The catalogue as it will be after the commit. */
export async function readComingCatalogue(store: Store, connectionId: ConnectionId): Promise<Catalogue> {
  const shown = await readCatalogue(store, connectionId);
  const staged = await readCatalogue(store, stagingOf(connectionId));
  return {
    productNames: new Map([...shown.productNames, ...staged.productNames]),
    prices: new Map([...shown.prices, ...staged.prices]),
    coupons: new Map([...shown.coupons, ...staged.coupons]),
  };
}

export async function catalogueChanges(store: Store, connectionId: ConnectionId): Promise<CatalogueChanges> {
  const staged = stagedRange(connectionId);
  const shown = connectionRange(connectionId);
  const differing = <T extends { id: string }>(records: readonly T[], known: readonly T[]): T[] => {
    const texts = new Map(known.map((record) => [record.id, JSON.stringify(record)]));
    return records
      .map((record) => ({ ...record, connectionId }))
      .filter((record) => texts.get(record.id) !== JSON.stringify(record));
  };
  return {
    products: differing(await store.getAll('products', staged), await store.getAll('products', shown)),
    prices: differing(await store.getAll('prices', staged), await store.getAll('prices', shown)),
    coupons: differing(await store.getAll('coupons', staged), await store.getAll('coupons', shown)),
  };
}
