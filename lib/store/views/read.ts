import { FIGURES_VERSION } from '../../billing/figures-version.ts';
import type { Store } from '../db/open.ts';
import type { ClientsView, EditionHeader, OptionsView, StoredView } from '../db/schema.ts';
import { anything, count, type Guard, parseJson, shape, text } from '../shapes/guards.ts';
import { isClientRow, isOption, isSummaries } from '../shapes/views.ts';

/**
 * Reads views without loading the billing code that computes them. A view is a header and parts of one edition:
 *
 *     clients                    { version, edition, parts, connections }
 *     clients/<edition>/0 …      rows of the clients
 *     options                    { version, edition, parts }
 *     options/<edition>/0 …      subscriptions for the dropdown
 *
 * A new edition is written part by part beside the old one, then the header switches to it, so readers never wait.
 * A view that is incomplete, malformed or of another version is rebuilt.
 */

/** null: no view yet, see `rebuildViews`. */
export async function readClientsView(store: Store): Promise<ClientsView | null> {
  const edition = await readEdition(store, 'clients', isClientRow);
  const connections: unknown = edition?.header.connections;
  return edition && isSummaries(connections) ? { rows: edition.items, connections } : null;
}

export async function readOptionsView(store: Store): Promise<OptionsView | null> {
  const edition = await readEdition(store, 'options', isOption);
  return edition && { options: edition.items };
}

export type ViewName = 'clients' | 'options';

/** Sorts in part order: clients have at most 16 parts, options any number. */
export function partName(view: ViewName, edition: string, index: number): string {
  return `${view}/${edition}/${String(index).padStart(4, '0')}`;
}

export function partsOf(view: ViewName, edition: string): IDBKeyRange {
  return IDBKeyRange.bound(`${view}/${edition}/`, `${view}/${edition}/\uffff`);
}

/** One transaction: between two, the edition could be replaced and deleted. */
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

type StoredHeader = EditionHeader & { version: number; connections?: unknown };

const isHeader = shape<StoredHeader>({
  version: count,
  edition: text,
  parts: count,
  connections: anything,
});

export function parseHeader(stored: StoredView | undefined): StoredHeader | null {
  const header = parseJson(stored?.json);
  return isHeader(header) && header.version === FIGURES_VERSION ? header : null;
}

export function parsePart<Item>(stored: StoredView, isItem: Guard<Item>): Item[] | null {
  const items = parseJson(stored.json);
  return Array.isArray(items) && items.every(isItem) ? items : null;
}
