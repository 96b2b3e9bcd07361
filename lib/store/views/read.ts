import type { ClientDigest } from '../../billing/digest.ts';
import type { Store } from '../db/open.ts';
import type {
  ClientsHeader,
  ClientsView,
  EditionHeader,
  OptionsView,
  SubscriptionOption,
} from '../db/schema.ts';

/**
 * Reading the views, apart from computing them: a page that only paints loads none of the billing code that a
 * computation needs.
 *
 * A view lies in the store as a header and parts, all of one edition:
 *
 *     clients                    { edition, parts, connections }
 *     clients/<edition>/0 …      rows of the clients
 *     options                    { edition, parts }
 *     options/<edition>/0 …      subscriptions for the dropdown
 *
 * A new edition is written part by part beside the one that is shown, then the header names it: no page that reads
 * waits for the whole of it, at any size. A header without all of its parts counts as no view.
 */

/** What the popup paints; null: no view yet (nothing stored, or dropped), see `rebuildViews`. */
export async function readClientsView(store: Store): Promise<ClientsView | null> {
  const edition = await readEdition<ClientsHeader, ClientDigest>(store, 'clients');
  return edition && { rows: edition.items, connections: edition.header.connections };
}

/** What the dropdown lists; null: no view yet. */
export async function readOptionsView(store: Store): Promise<OptionsView | null> {
  const edition = await readEdition<EditionHeader, SubscriptionOption>(store, 'options');
  return edition && { options: edition.items };
}

export type ViewName = 'clients' | 'options';

/** Where a part lies. Their names are in the order of the parts: there are 16 at most of one, and any number of the other. */
export function partName(view: ViewName, edition: string, index: number): string {
  return `${view}/${edition}/${String(index).padStart(4, '0')}`;
}

/** All parts of an edition lie between these keys. */
export function partsOf(view: ViewName, edition: string): IDBKeyRange {
  return IDBKeyRange.bound(`${view}/${edition}/`, `${view}/${edition}/\uffff`);
}

/** Header and parts in one transaction: between two, the edition could be replaced and deleted. */
async function readEdition<Header extends EditionHeader, Item>(
  store: Store,
  view: ViewName,
): Promise<{ header: Header; items: Item[] } | null> {
  const views = store.transaction('views').store;
  const stored = await views.get(view);
  if (!stored) return null;
  const header = JSON.parse(stored.json) as Header;
  const parts = await views.getAll(partsOf(view, header.edition));
  if (parts.length !== header.parts) return null;
  return { header, items: parts.flatMap(({ json }) => JSON.parse(json) as Item[]) };
}
