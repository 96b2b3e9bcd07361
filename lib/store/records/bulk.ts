import { type ClientDigest, linksOf } from '../../billing/digest.ts';
import type { BulkAction, ClientRecord } from '../../model/client.ts';
import { type ClientId, type Link, linkKey } from '../../model/ids.ts';
import type { Seconds } from '../../model/units.ts';
import { asResult, type StoreResult } from '../db/errors.ts';
import type { Store } from '../db/open.ts';
import { readClients } from './read-all.ts';
import {
  type ClientChange,
  isSame,
  popped,
  pushed,
  readStoredChanges,
  readUndoStack,
  type StoredChange,
  sharedLinks,
  storedChange,
  UNDO_FIELDS,
  type UndoFields,
} from './undo-stack.ts';
import { type ClientWrites, writeClients } from './write-clients.ts';

/** A client as the page showed it: what differs in the store by now is left alone. Or only its id. */
export type Target = Pick<ClientDigest, 'id'> & Partial<ClientDigest>;

export interface BulkDone {
  /** Clients changed. */
  done: number;
  /** Clients that were changed or deleted elsewhere meanwhile, and left alone. */
  left: number;
  /** The entry of the undo stack; null: nothing was changed. */
  undo: string | null;
}
export type BulkResult = StoreResult<BulkDone>;

/** Archived clients are in no list and no total; links and history stay. @param now seconds, UTC */
export function archiveClients(store: Store, targets: readonly Target[], now: Seconds): Promise<BulkResult> {
  return changeTargets(store, targets, {
    action: 'archive',
    now,
    compared: ['archived'],
    change: (client) => (client.archivedAt === null ? { ...client, archivedAt: now } : client),
  });
}

/** Brings archived clients back to lists and totals. */
export function restoreClients(store: Store, targets: readonly Target[], now: Seconds): Promise<BulkResult> {
  return changeTargets(store, targets, {
    action: 'restore',
    now,
    compared: ['archived'],
    change: (client) => (client.archivedAt === null ? client : { ...client, archivedAt: null }),
  });
}

export function deleteClients(store: Store, targets: readonly Target[], now: Seconds): Promise<BulkResult> {
  return changeTargets(store, targets, { action: 'delete', now, compared: SHOWN, change: () => null });
}

/** Removes every link of each client. */
export function unlinkClients(store: Store, targets: readonly Target[], now: Seconds): Promise<BulkResult> {
  return changeTargets(store, targets, {
    action: 'unlink',
    now,
    compared: ['links'],
    change: (client) => (client.links.length === 0 ? client : { ...client, links: [] }),
  });
}

export function setType(
  store: Store,
  targets: readonly Target[],
  { type, now }: { type: string; now: Seconds },
): Promise<BulkResult> {
  return changeTargets(store, targets, {
    action: 'type',
    now,
    compared: ['type'],
    change: (client) => (client.type === type ? client : { ...client, type }),
  });
}

export interface BulkPlan {
  changes: ClientChange[];
  left: number;
}

export interface BulkChange {
  action: BulkAction;
  /** Seconds, UTC. */
  now: Seconds;
  plan: (clients: ReadonlyMap<ClientId, ClientRecord>) => BulkPlan;
}

/**
 * Changes clients in one transaction, with an entry for Undo: all of it is stored or nothing. `plan` gets every client
 * and may run again if something else was written meanwhile.
 */
export function changeClients(store: Store, { action, now, plan }: BulkChange): Promise<BulkResult> {
  return asResult(async () => {
    let planned: BulkPlan = { changes: [], left: 0 };
    let id: string | null = null;
    await writeClients(store, async () => {
      const clients = await readClients(store);
      planned = plan(new Map(clients.map((client) => [client.id, client])));
      const { changes } = planned;
      id = null;
      if (changes.length === 0) return { put: [], remove: [] };
      id = crypto.randomUUID();
      const [first] = changes;
      const name = changes.length === 1 ? (first?.before ?? first?.after)?.name : undefined;
      const shared = sharedLinks(clients);
      const keys = changes.flatMap(({ before }) => before?.links.map(linkKey) ?? []);
      const undo = await pushed(
        store,
        { id, action, at: now, count: changes.length, left: planned.left, name: name ?? '' },
        {
          changes: changes.flatMap((change) => storedChange(change) ?? []),
          shared: [...new Set(keys)].filter((key) => shared.has(key)),
        },
      );
      return { ...writesOf(changes, now), undo };
    });
    return { done: planned.changes.length, left: planned.left, undo: id };
  });
}

function writesOf(changes: readonly ClientChange[], now: Seconds): Pick<ClientWrites, 'put' | 'remove'> {
  const put: ClientRecord[] = [];
  const remove: ClientId[] = [];
  for (const { before, after } of changes) {
    if (after) put.push({ ...after, updatedAt: now });
    else if (before) remove.push(before.id);
  }
  return { put, remove };
}

type Shown = Exclude<keyof ClientDigest, 'id' | 'unread'>;
const SHOWN: readonly Shown[] = ['name', 'email', 'type', 'service', 'archived', 'links', 'manual', 'addOns'];

interface TargetChange {
  action: BulkAction;
  now: Seconds;
  /** What the change is about: where the store has something else by now, the client is left alone. */
  compared: readonly Shown[];
  /** null deletes; the client itself: nothing to do. */
  change: (client: ClientRecord) => ClientRecord | null;
}

function changeTargets(
  store: Store,
  targets: readonly Target[],
  { action, now, compared, change }: TargetChange,
): Promise<BulkResult> {
  const plan: BulkChange['plan'] = (clients) => {
    const planned: BulkPlan = { changes: [], left: 0 };
    for (const target of targets) {
      const before = clients.get(target.id);
      if (!before || !isAsShown(before, target, compared)) {
        planned.left += 1;
        continue;
      }
      const after = change(before);
      if (after !== before) planned.changes.push({ before, after });
    }
    return planned;
  };
  return changeClients(store, { action, now, plan });
}

function isAsShown(client: ClientRecord, target: Target, compared: readonly Shown[]): boolean {
  return compared.every((field) => {
    if (target[field] === undefined) return true;
    if (field === 'archived') return target.archived === (client.archivedAt !== null);
    if (field === 'links')
      return isSame(linkKeys(client.links), linkKeys(linksOf({ links: [], unread: [], ...target })));
    return isSame(client[field], target[field]);
  });
}

const linkKeys = (links: readonly Link[]): string[] => links.map(linkKey).sort();

export interface TakenBack {
  action: BulkAction;
  /** Clients as they were before. */
  done: number;
  /** Clients that were changed again since, and stay as they are. */
  left: number;
  /** Subscriptions that another client has by now, and keeps. */
  elsewhere: number;
}

/**
 * Takes a change back, if it is not too old: the one that the page names, as another window may have made a newer one.
 * A field that was edited since stays; a subscription that another client has by now stays there. null: nothing to
 * take back.
 */
export function undoChange(
  store: Store,
  id: string,
  now: Seconds,
): Promise<StoreResult<{ undone: TakenBack | null }>> {
  return asResult(async () => {
    let undone: TakenBack | null = null;
    await writeClients(store, async () => {
      undone = null;
      const entry = (await readUndoStack(store, now)).find((other) => other.id === id);
      if (!entry) return { put: [], remove: [] };
      const stored = await readStoredChanges(store, entry.id);
      const clients = await readClients(store);
      const planned = takeBack(stored?.changes ?? [], clients, new Set(stored?.shared));
      const { changes, left, elsewhere } = planned;
      undone = { action: entry.action, done: changes.length, left, elsewhere };
      return { ...writesOf(changes, now), undo: await popped(store, entry.id) };
    });
    return { undone };
  });
}

function takeBack(
  stored: readonly StoredChange[],
  clients: readonly ClientRecord[],
  shared: ReadonlySet<string>,
): BulkPlan & { elsewhere: number } {
  const byId = new Map(clients.map((client) => [client.id, client]));
  // What the clients of this entry hold now, they give back with it.
  const givers = new Set(stored.flatMap((change) => giverOf(change, byId) ?? []));
  const others = clients.filter(({ id }) => !givers.has(id));
  const held = new Set(others.flatMap((client) => client.links.map(linkKey)));
  const plan = { changes: [] as ClientChange[], left: 0, elsewhere: 0 };
  /** Without those that another client has got since. */
  const free = (links: readonly Link[], own: readonly Link[] = []): Link[] => {
    const mine = new Set(own.map(linkKey));
    const kept = links.filter((link) => {
      const key = linkKey(link);
      return mine.has(key) || shared.has(key) || !held.has(key);
    });
    plan.elsewhere += links.length - kept.length;
    return kept;
  };
  for (const change of stored) {
    const now = byId.get(change.kind === 'changed' ? change.id : change.client.id);
    if (change.kind === 'deleted') {
      if (now) plan.left += 1;
      else plan.changes.push({ before: null, after: { ...change.client, links: free(change.client.links) } });
    } else if (change.kind === 'added') {
      if (now && isUnedited(now, change.client)) plan.changes.push({ before: now, after: null });
      else plan.left += 1;
    } else {
      const fields = now ? UNDO_FIELDS.filter((field) => isUntouched(field, now, change)) : [];
      if (!now || fields.length === 0) {
        plan.left += 1;
        continue;
      }
      const back: UndoFields = Object.fromEntries(fields.map((field) => [field, change.before[field]]));
      const links = back.links && { links: free(back.links, now.links) };
      plan.changes.push({ before: now, after: { ...now, ...back, ...links } });
    }
  }
  return plan;
}

/** The client whose links Undo replaces or deletes; null: it keeps those that it has. */
function giverOf(change: StoredChange, byId: ReadonlyMap<ClientId, ClientRecord>): ClientId | null {
  const now = byId.get(change.kind === 'changed' ? change.id : change.client.id);
  if (!now || change.kind === 'deleted') return null;
  const gives = change.kind === 'added' ? isUnedited(now, change.client) : isUntouched('links', now, change);
  return gives ? now.id : null;
}

const isUnedited = (now: ClientRecord, before: ClientRecord): boolean =>
  UNDO_FIELDS.every((field) => isSame(now[field], before[field]));

function isUntouched(
  field: (typeof UNDO_FIELDS)[number],
  now: ClientRecord,
  { before, after }: Extract<StoredChange, { kind: 'changed' }>,
): boolean {
  return field in before && isSame(now[field], after[field]);
}
