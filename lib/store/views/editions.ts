import type { IDBPObjectStore } from 'idb';
import type { ClientDigest } from '../../billing/digest.ts';
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
import { parseHeader, partName, partsOf, VIEWS_VERSION, type ViewName } from './read.ts';

/** Writing the editions of the views; views/read.ts says what they are. */

/** An edition that no header names is shown nowhere. */
const WRITE = { stores: ['views'], announces: null } as const;

/** From so many clients on, the view has a part for each first digit of their ids. */
const WORTH_PARTING = 300;
const DIGITS = 16;
/** Subscriptions in one part of the dropdown's view. */
const OPTIONS_IN_PART = 1000;

/** The part that a client's row is in: known from its id, so that an edit writes one part. Ids are random UUIDs. */
export function partOfClient(id: ClientId, parts: number): number {
  if (parts === 1) return 0;
  const digit = Number.parseInt(id.slice(0, 1), DIGITS);
  return Number.isNaN(digit) ? 0 : digit;
}

/** Writes a new edition beside the one that is shown. */
export function stageClients(store: Store, rows: readonly ClientDigest[]): Promise<EditionHeader> {
  const count = rows.length < WORTH_PARTING ? 1 : DIGITS;
  const parts: ClientDigest[][] = Array.from({ length: count }, () => []);
  for (const row of rows) parts[partOfClient(row.id, count)]?.push(row);
  return stage(store, 'clients', parts);
}

/** Writes a new edition beside the one that is shown. */
export function stageOptions(store: Store, options: readonly SubscriptionOption[]): Promise<EditionHeader> {
  const parts: SubscriptionOption[][] = [];
  for (let at = 0; at < options.length; at += OPTIONS_IN_PART)
    parts.push(options.slice(at, at + OPTIONS_IN_PART));
  return stage(store, 'options', parts);
}

/** Each part in a transaction of its own, one after the other, so that pages that read come in between. */
async function stage(
  store: Store,
  view: ViewName,
  parts: readonly (readonly object[])[],
): Promise<EditionHeader> {
  const edition = crypto.randomUUID();
  let writing: Promise<unknown> = Promise.resolve();
  for (const [index, items] of parts.entries()) {
    // Made while the store writes the one before.
    const part = { name: partName(view, edition, index), json: JSON.stringify(items) };
    await writing;
    writing = write(store, WRITE, (transaction) => transaction.objectStore('views').put(part));
  }
  await writing;
  return { edition, parts: parts.length };
}

type WritableViews = IDBPObjectStore<ClientPlugSchema, ('views' | 'meta')[], 'views', 'readwrite'>;

/** false: somebody who cleaned up has taken it for rubbish. Stage it again. */
export async function isStaged(
  views: Pick<WritableViews, 'count'>,
  view: ViewName,
  { edition, parts }: EditionHeader,
): Promise<boolean> {
  return (await views.count(partsOf(view, edition))) === parts;
}

export function encodeHeader(view: ViewName, header: EditionHeader | ClientsHeader): StoredView {
  return { name: view, json: JSON.stringify({ version: VIEWS_VERSION, ...header }) };
}

/** Removes all views; the next page that needs one computes it. */
export async function dropViews(store: Store): Promise<void> {
  await write(store, WRITE, (transaction) => transaction.objectStore('views').clear());
}

/**
 * Removes the parts that no header names: of editions that were shown before, or were never shown. What cannot be
 * removed now is removed after the next write: a failure here must not be taken for one of the write before it.
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
