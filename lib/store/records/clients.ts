import type { ClientDraft, ClientRecord } from '../../model/client.ts';
import { type ClientId, type Link, linkKey } from '../../model/ids.ts';
import type { Seconds } from '../../model/units.ts';
import { asResult, type StoreResult } from '../db/errors.ts';
import type { Store } from '../db/open.ts';
import { parseClient } from '../shapes/records.ts';
import { newClient } from './new-client.ts';
import { writeClients } from './write-clients.ts';

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
  const records = drafts.map((draft) => newClient(draft, now));
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
