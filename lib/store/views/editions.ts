import type { IDBPObjectStore } from 'idb';
import type { ClientDigest } from '../../billing/digest.ts';
import { FIGURES_VERSION } from '../../billing/figures-version.ts';
import type { ClientId } from '../../model/ids.ts';
import { all } from '../db/all.ts';
import type { Store } from '../db/open.ts';
import type {
  ClientPlugSchema,
  ClientsHeader,
  EditionHeader,
  StoredView,
  SubscriptionOption,
} from '../db/schema.ts';
import { write } from '../db/write.ts';
import { parseHeader, partName, partsOf, type ViewName } from './read.ts';

/** An edition is invisible until a header names it. */
const WRITE = { stores: ['views'], announces: null } as const;

/** From this many clients on, the view has a part for each first digit of their ids. */
const WORTH_PARTING = 300;
const DIGITS = 16;
const OPTIONS_IN_PART = 1000;

/** Derived from the id (a random UUID), so that an edit writes one part. */
export function partOfClient(id: ClientId, parts: number): number {
  if (parts === 1) return 0;
  const digit = Number.parseInt(id.slice(0, 1), DIGITS);
  return Number.isNaN(digit) ? 0 : digit;
}

export function stageClients(store: Store, rows: readonly ClientDigest[]): Promise<EditionHeader> {
  const count = rows.length < WORTH_PARTING ? 1 : DIGITS;
  const parts: ClientDigest[][] = Array.from({ length: count }, () => []);
  for (const row of rows) parts[partOfClient(row.id, count)]?.push(row);
  return stage(store, 'clients', parts);
}

export function stageOptions(store: Store, options: readonly SubscriptionOption[]): Promise<EditionHeader> {
  const parts: SubscriptionOption[][] = [];
  for (let at = 0; at < options.length; at += OPTIONS_IN_PART)
    parts.push(options.slice(at, at + OPTIONS_IN_PART));
  return stage(store, 'options', parts);
}

/** One transaction per part, so that readers can run in between. */
async function stage(
  store: Store,
  view: ViewName,
  parts: readonly (readonly object[])[],
): Promise<EditionHeader> {
  const edition = crypto.randomUUID();
  let writing: Promise<unknown> = Promise.resolve();
  for (const [index, items] of parts.entries()) {
    // Serialized while the store writes the previous part.
    const part = { name: partName(view, edition, index), json: JSON.stringify(items) };
    await writing;
    writing = write(store, WRITE, (transaction) => transaction.objectStore('views').put(part));
  }
  await writing;
  return { edition, parts: parts.length };
}

type WritableViews = IDBPObjectStore<ClientPlugSchema, ('views' | 'meta')[], 'views', 'readwrite'>;

/** false: a cleanup removed it. Stage it again. */
export async function isStaged(
  views: Pick<WritableViews, 'count'>,
  view: ViewName,
  { edition, parts }: EditionHeader,
): Promise<boolean> {
  return (await views.count(partsOf(view, edition))) === parts;
}

export function encodeHeader(view: ViewName, header: EditionHeader | ClientsHeader): StoredView {
  return { name: view, json: JSON.stringify({ version: FIGURES_VERSION, ...header }) };
}

export async function dropViews(store: Store): Promise<void> {
  await write(store, WRITE, (transaction) => transaction.objectStore('views').clear());
}

/**
 * Removes parts that no header names. Failures are ignored, since the write before succeeded; the next write
 * retries.
 */
export function deleteOtherEditions(store: Store): Promise<void> {
  return removeOthers(store).catch(() => undefined);
}

async function removeOthers(store: Store): Promise<void> {
  await write(store, WRITE, async (transaction) => {
    const views = transaction.objectStore('views');
    const shown: string[] = [];
    for (const view of ['clients', 'options'] as const) {
      const header = parseHeader(await views.get(view));
      if (header) shown.push(view, `${view}/${header.edition}/`);
    }
    const names = await views.getAllKeys();
    const isShown = (name: unknown) =>
      shown.some((kept) => (kept.endsWith('/') ? String(name).startsWith(kept) : name === kept));
    await all(names.filter((name) => !isShown(name)).map((name) => () => views.delete(name)));
  });
}
