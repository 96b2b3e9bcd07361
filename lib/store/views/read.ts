import type { Store } from '../db/open.ts';
import type { ClientsView, EditionHeader, OptionsView, StoredView } from '../db/schema.ts';
import { anything, count, type Guard, parseJson, shape, text } from '../shapes/guards.ts';
import { isClientRow, isOption, isSummaries } from '../shapes/views.ts';

/**
 * Reading the views, apart from computing them: a page that only paints loads none of the billing code that a
 * computation needs.
 *
 * A view lies in the store as a header and parts, all of one edition:
 *
 *     clients                    { version, edition, parts, connections }
 *     clients/<edition>/0 …      rows of the clients
 *     options                    { version, edition, parts }
 *     options/<edition>/0 …      subscriptions for the dropdown
 *
 * A new edition is written part by part beside the one that is shown, then the header names it: no page that reads
 * waits for the whole of it, at any size. A header without all of its parts counts as no view, as does one of another
 * version, and any in which something is not of its shape: a cache is rebuilt, never trusted.
 */

/** What the popup paints; null: no view yet (nothing stored, or dropped), see `rebuildViews`. */
export async function readClientsView(store: Store): Promise<ClientsView | null> {
  const edition = await readEdition(store, 'clients', isClientRow);
  const connections: unknown = edition?.header.connections;
  return edition && isSummaries(connections) ? { rows: edition.items, connections } : null;
}

/** What the dropdown lists; null: no view yet. */
export async function readOptionsView(store: Store): Promise<OptionsView | null> {
  const edition = await readEdition(store, 'options', isOption);
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
async function readEdition<Item>(
  store: Store,
  view: ViewName,
  isItem: Guard<Item>,
): Promise<{ header: StoredHeader; items: Item[] } | null> {
  const views = store.transaction('views').store;
  const header = parseHeader(await views.get(view));
  if (!header) return null;
  const parts = await views.getAll(partsOf(view, header.edition));
  if (parts.length !== header.parts) return null;
  const items = parts.map((part) => parsePart(part, isItem));
  return items.includes(null) ? null : { header, items: items.flatMap((part) => part ?? []) };
}

/** Raised when a header, a row or an option changes its form or meaning: what an older build stored is then rebuilt. */
export const VIEWS_VERSION = 1;

type StoredHeader = EditionHeader & { version: number; connections?: unknown };

const isHeader = shape<StoredHeader>({
  version: count,
  edition: text,
  parts: count,
  connections: anything,
});

/** The header of a view; null: none that this build can read. */
export function parseHeader(stored: StoredView | undefined): StoredHeader | null {
  const header = parseJson(stored?.json);
  return isHeader(header) && header.version === VIEWS_VERSION ? header : null;
}

/** The items of a part; null: one of them is not of its shape. */
export function parsePart<Item>(stored: StoredView, isItem: Guard<Item>): Item[] | null {
  const items = parseJson(stored.json);
  return Array.isArray(items) && items.every(isItem) ? items : null;
}
