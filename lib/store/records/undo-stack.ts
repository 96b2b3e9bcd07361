import { BULK_ACTIONS, type BulkAction, CLIENT_FIELDS, type ClientRecord } from '../../model/client.ts';
import { type ClientId, linkKey } from '../../model/ids.ts';
import { UNDO_LASTS } from '../../model/undo-lasts.ts';
import type { Seconds } from '../../model/units.ts';
import type { Store } from '../db/open.ts';
import type { DraftRecord, UndoEntry } from '../db/schema.ts';
import { write } from '../db/write.ts';
import { count, isObject, oneOf, shape, text, time } from '../shapes/guards.ts';
import { parseClient } from '../shapes/records.ts';
import type { ClientWrites } from './write-clients.ts';

const KEPT = 20;
const UNDO = 'undo';
const draftOf = (id: string): string => `${UNDO}:${id}`;

/** One client before and after; null: it was not there. */
export interface ClientChange {
  before: ClientRecord | null;
  after: ClientRecord | null;
}

/** What of a client an entry can put back. */
export type UndoFields = Partial<Omit<ClientRecord, 'id' | 'createdAt' | 'updatedAt'>>;
export type StoredChange =
  | { kind: 'added'; client: ClientRecord }
  | { kind: 'deleted'; client: ClientRecord }
  | { kind: 'changed'; id: ClientId; before: UndoFields; after: UndoFields };

export interface StoredChanges {
  changes: StoredChange[];
  /** Keys of links that several clients had then, so that Undo gives them back to each. */
  shared: string[];
}

/** The changes that can still be taken back, oldest first. */
export async function readUndoStack(store: Store, now: Seconds): Promise<UndoEntry[]> {
  return parseStack((await store.get('meta', UNDO))?.value).filter((entry) => isFresh(entry, now));
}

/** The write that keeps one more change, and forgets those that are too old. */
export async function pushed(
  store: Store,
  entry: UndoEntry,
  stored: StoredChanges,
): Promise<NonNullable<ClientWrites['undo']>> {
  const known = parseStack((await store.get('meta', UNDO))?.value);
  const kept = known.filter((other) => isFresh(other, entry.at)).slice(1 - KEPT);
  return {
    meta: { name: UNDO, value: [...kept, entry] },
    put: [{ name: draftOf(entry.id), fields: stored, savedAt: entry.at }],
    remove: known.filter((other) => !kept.includes(other)).map((other) => draftOf(other.id)),
  };
}

/** The write that forgets one change. */
export async function popped(store: Store, id: string): Promise<NonNullable<ClientWrites['undo']>> {
  const known = parseStack((await store.get('meta', UNDO))?.value);
  return {
    meta: { name: UNDO, value: known.filter((entry) => entry.id !== id) },
    put: [],
    remove: [draftOf(id)],
  };
}

/** Nothing that was done until now can be taken back any more. */
export async function clearUndoStack(store: Store): Promise<void> {
  await write(store, { stores: ['meta', 'drafts'], announces: 'undo' }, async (transaction) => {
    await transaction.objectStore('meta').delete(UNDO);
    await transaction.objectStore('drafts').delete(IDBKeyRange.bound(`${UNDO}:`, `${UNDO}:\uffff`));
  });
}

/** null: forgotten meanwhile, or unreadable. */
export async function readStoredChanges(store: Store, id: string): Promise<StoredChanges | null> {
  return parseChanges(await store.get('drafts', draftOf(id)));
}

export function storedChange({ before, after }: ClientChange): StoredChange | null {
  if (before === null) return after && { kind: 'added', client: after };
  if (after === null) return { kind: 'deleted', client: before };
  const fields = UNDO_FIELDS.filter((field) => !isSame(before[field], after[field]));
  return {
    kind: 'changed',
    id: before.id,
    before: pick(before, fields),
    after: pick(after, fields),
  };
}

export const UNDO_FIELDS = [...CLIENT_FIELDS, 'archivedAt'] as const;

export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Keys of the links that more than one of the clients has. */
export function sharedLinks(clients: readonly ClientRecord[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const client of clients)
    for (const link of client.links) {
      const key = linkKey(link);
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    }
  return shared;
}

function pick(client: ClientRecord, fields: readonly (keyof UndoFields)[]): UndoFields {
  return Object.fromEntries(fields.map((field) => [field, client[field]]));
}

const isFresh = (entry: UndoEntry, now: Seconds): boolean => entry.at <= now && now - entry.at <= UNDO_LASTS;

const isEntry = shape<UndoEntry>({
  id: text,
  action: oneOf<BulkAction>(BULK_ACTIONS),
  at: time,
  count,
  left: count,
  name: text,
});

function parseStack(value: unknown): UndoEntry[] {
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function parseChanges(draft: DraftRecord | undefined): StoredChanges | null {
  const fields = draft?.fields;
  if (!isObject(fields) || !Array.isArray(fields.changes) || !Array.isArray(fields.shared)) return null;
  return {
    changes: fields.changes.flatMap((change: unknown) => parseChange(change) ?? []),
    shared: fields.shared.filter((key) => text(key)),
  };
}

function parseChange(change: unknown): StoredChange | null {
  if (!isObject(change)) return null;
  if (change.kind === 'added' || change.kind === 'deleted') {
    const client = parseClient(change.client);
    return client && { kind: change.kind, client };
  }
  if (change.kind !== 'changed' || !text<ClientId>(change.id)) return null;
  const { id, before, after } = change;
  if (!isObject(before) || !isObject(after)) return null;
  // Parsed as a client, so that nothing else can come back; of its members only those that were stored.
  const fields = UNDO_FIELDS.filter((field) => field in before && field in after);
  const [from, to] = [parseClient({ id, ...before }), parseClient({ id, ...after })];
  return from && to && { kind: 'changed', id, before: pick(from, fields), after: pick(to, fields) };
}
