import type { ClientDigest } from '../../billing/digest.ts';
import type { ClientRecord } from '../../model/client.ts';
import { type ClientId, type Link, linkKey } from '../../model/ids.ts';
import type { Seconds } from '../../model/units.ts';
import { all } from '../db/all.ts';
import { asResult, type StoreResult } from '../db/errors.ts';
import type { Store } from '../db/open.ts';
import type { EditionHeader, StoredView } from '../db/schema.ts';
import { readRevision, writeIfUnchanged } from '../db/write.ts';
import { parseClient } from '../shapes/records.ts';
import { isClientRow } from '../shapes/views.ts';
import { clientRow, digestLinked } from '../views/compute.ts';
import { partOfClient } from '../views/editions.ts';
import { parseHeader, parsePart, partName } from '../views/read.ts';
import { readSettings } from './settings.ts';
import { readLinkedSubscriptions } from './subscriptions.ts';

export type ClientDraft = Pick<
  ClientRecord,
  'name' | 'email' | 'type' | 'service' | 'notes' | 'links' | 'manual' | 'addOns'
>;

export async function readClient(store: Store, id: ClientId): Promise<ClientRecord | null> {
  return parseClient(await store.get('clients', id));
}

/** @param now seconds, UTC */
export async function addClient(
  store: Store,
  draft: ClientDraft,
  now: Seconds,
): Promise<StoreResult<{ id: ClientId }>> {
  const added = await addClients(store, [draft], now);
  if (!added.ok) return added;
  const id = added.ids[0];
  return id === undefined ? { ok: false, code: 'storage-failed' } : { ok: true, id };
}

/** Adds all or none. @param now seconds, UTC */
export function addClients(
  store: Store,
  drafts: readonly ClientDraft[],
  now: Seconds,
): Promise<StoreResult<{ ids: ClientId[] }>> {
  const records = drafts.map(
    (draft): ClientRecord => ({
      ...draft,
      id: crypto.randomUUID() as ClientId,
      archivedAt: null,
      createdAt: now,
      updatedAt: now,
    }),
  );
  return asResult(async () => {
    await writeClients(store, () => ({ put: records, remove: [] }));
    return { ids: records.map((record) => record.id) };
  });
}

/** Changes only the fields in `patch`, so edits in two windows both win. A deleted client stays deleted. */
export function updateClient(
  store: Store,
  {
    id,
    patch,
    now,
  }: { id: ClientId; patch: Partial<ClientDraft & Pick<ClientRecord, 'archivedAt'>>; now: Seconds },
): Promise<StoreResult<object>> {
  return asResult(() => changeClient(store, id, (client) => ({ ...client, ...patch, updatedAt: now })));
}

/** Sets, replaces or (with null) removes the link at `index`. A subscription is linked once per client. */
export function setLink(
  store: Store,
  { id, index, link, now }: { id: ClientId; index: number; link: Link | null; now: Seconds },
): Promise<StoreResult<object>> {
  return asResult(() =>
    changeClient(store, id, (client) => {
      const links = [...client.links];
      if (link) links[Math.min(index, links.length)] = link;
      else links.splice(index, 1);
      return { ...client, links: withoutRepeats(links), updatedAt: now };
    }),
  );
}

function withoutRepeats(links: readonly Link[]): Link[] {
  const seen = new Set<string>();
  return links.filter((link) => {
    const key = linkKey(link);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Returns the client for Undo; null: already deleted. */
export function deleteClient(
  store: Store,
  id: ClientId,
): Promise<StoreResult<{ deleted: ClientRecord | null }>> {
  return asResult(async () => {
    const deleted = await readClient(store, id);
    await writeClients(store, () => ({ put: [], remove: [id] }));
    return { deleted };
  });
}

export function restoreClient(store: Store, record: ClientRecord): Promise<StoreResult<object>> {
  return asResult(async () => {
    await writeClients(store, () => ({ put: [record], remove: [] }));
    return {};
  });
}

async function changeClient(
  store: Store,
  id: ClientId,
  change: (client: ClientRecord) => ClientRecord,
): Promise<object> {
  await writeClients(store, async () => {
    const client = await readClient(store, id);
    return { put: client ? [change(client)] : [], remove: [] };
  });
  return {};
}

interface ClientWrites {
  put: ClientRecord[];
  remove: ClientId[];
}

/**
 * Writes clients and their view parts in one short transaction. If anything changed since `plan` ran, it runs
 * again.
 */
async function writeClients(store: Store, plan: () => ClientWrites | Promise<ClientWrites>): Promise<void> {
  for (;;) {
    const revision = await readRevision(store);
    const { put, remove } = await plan();
    const header = await store.get('views', 'clients');
    const shown = parseHeader(header);
    const parts = shown ? await changedParts(store, shown, { rows: await rowsOf(store, put), remove }) : null;
    const write = { stores: ['clients', 'views'], announces: 'clients', revision, counts: true } as const;
    const written = await writeIfUnchanged(store, write, async (transaction) => {
      const views = transaction.objectStore('views');
      // The view was computed again or dropped meanwhile.
      if ((await views.get('clients'))?.json !== header?.json) return false;
      const clients = transaction.objectStore('clients');
      await all([
        ...put.map((record) => () => clients.put(record)),
        ...remove.map((id) => () => clients.delete(id)),
        ...(parts ?? []).map((part) => () => views.put(part)),
        // Drop an unreadable view: the next page that needs one computes it.
        ...(header && parts === null ? [() => views.delete('clients')] : []),
      ]);
      return true;
    });
    if (written) return;
  }
}

async function changedParts(
  store: Store,
  { edition, parts }: EditionHeader,
  { rows, remove }: { rows: readonly ClientDigest[]; remove: readonly ClientId[] },
): Promise<StoredView[] | null> {
  const partOf = (id: ClientId) => partOfClient(id, parts);
  const touched = new Set([...rows.map((row) => row.id), ...remove].map(partOf));
  const changed: StoredView[] = [];
  for (const part of touched) {
    const name = partName('clients', edition, part);
    const stored = await store.get('views', name);
    const known = stored ? parsePart(stored, isClientRow) : [];
    if (known === null) return null;
    const byId = new Map(known.map((row) => [row.id, row]));
    for (const row of rows) if (partOf(row.id) === part) byId.set(row.id, row);
    for (const id of remove) byId.delete(id);
    const inOrder = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    changed.push({ name, json: JSON.stringify(inOrder) });
  }
  return changed;
}

async function rowsOf(store: Store, records: readonly ClientRecord[]): Promise<ClientDigest[]> {
  const settings = await readSettings(store);
  const rows: ClientDigest[] = [];
  for (const record of records) {
    const linked = await readLinkedSubscriptions(store, record.links);
    const digests = new Map(linked.map((one) => [one.link, digestLinked(one, settings)]));
    rows.push(clientRow(record, (link) => digests.get(link) ?? null));
  }
  return rows;
}
