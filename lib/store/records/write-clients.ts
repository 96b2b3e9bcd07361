import type { ClientDigest, SubscriptionDigest } from '../../billing/digest.ts';
import type { ClientRecord } from '../../model/client.ts';
import { type ClientId, type Link, linkKey } from '../../model/ids.ts';
import { all, allInTurns } from '../db/all.ts';
import type { Store } from '../db/open.ts';
import type { DraftRecord, EditionHeader, MetaRecord, StoredView } from '../db/schema.ts';
import { readRevision, writeIfUnchanged } from '../db/write.ts';
import { isClientRow } from '../shapes/views.ts';
import { clientRow, digestLinked } from '../views/compute.ts';
import { partOfClient } from '../views/editions.ts';
import { parseHeader, parsePart, partName } from '../views/read.ts';
import { readSettings } from './settings.ts';
import { readLinkedSubscriptions } from './subscriptions.ts';

export interface ClientWrites {
  put: readonly ClientRecord[];
  remove: readonly ClientId[];
  /** What Undo needs, stored with the change or not at all. */
  undo?: { meta: MetaRecord; put: readonly DraftRecord[]; remove: readonly string[] };
}

/** So many requests are started at a time: a page that writes thousands of clients must not freeze. */
const AT_ONCE = 200;
/** Subscriptions that an edit reads again; for more it drops the view, which the next page computes. */
const WORTH_READING = 300;

/**
 * Writes clients and their view parts in one transaction. If anything changed since `plan` ran, it runs again. Writes
 * nothing if the plan is empty.
 */
export async function writeClients(
  store: Store,
  plan: () => ClientWrites | Promise<ClientWrites>,
): Promise<void> {
  for (;;) {
    const revision = await readRevision(store);
    const { put, remove, undo } = await plan();
    if (put.length === 0 && remove.length === 0 && !undo) return;
    const header = await store.get('views', 'clients');
    const shown = parseHeader(header);
    const parts = shown ? await changedParts(store, shown, { put, remove }) : null;
    const write = {
      stores: ['clients', 'views', 'drafts'],
      announces: 'clients',
      revision,
      counts: true,
    } as const;
    const written = await writeIfUnchanged(store, write, async (transaction) => {
      const views = transaction.objectStore('views');
      // The view was computed again or dropped meanwhile.
      if ((await views.get('clients'))?.json !== header?.json) return false;
      const clients = transaction.objectStore('clients');
      const drafts = transaction.objectStore('drafts');
      await allInTurns(
        [...put.map((record) => () => clients.put(record)), ...remove.map((id) => () => clients.delete(id))],
        AT_ONCE,
      );
      await all([
        ...(parts ?? []).map((part) => () => views.put(part)),
        // Drop an unreadable view: the next page that needs one computes it.
        ...(header && parts === null ? [() => views.delete('clients')] : []),
        ...(undo?.put ?? []).map((draft) => () => drafts.put(draft)),
        ...(undo?.remove ?? []).map((name) => () => drafts.delete(name)),
        ...(undo ? [() => transaction.objectStore('meta').put(undo.meta)] : []),
      ]);
      return true;
    });
    if (written) return;
  }
}

type Changes = Pick<ClientWrites, 'put' | 'remove'>;

/** null: the view is unreadable, or computing it again is cheaper. */
async function changedParts(
  store: Store,
  { edition, parts }: EditionHeader,
  { put, remove }: Changes,
): Promise<StoredView[] | null> {
  const changes = new Map<number, { put: ClientRecord[]; remove: ClientId[] }>();
  const inPart = (id: ClientId) => {
    const part = partOfClient(id, parts);
    const known = changes.get(part) ?? { put: [], remove: [] };
    changes.set(part, known);
    return known;
  };
  for (const record of put) inPart(record.id).put.push(record);
  for (const id of remove) inPart(id).remove.push(id);

  // First how much is to be read: reading some of it, only to drop the view, would be in vain.
  const known = new Map<number, Map<ClientId, ClientDigest>>();
  let toRead = 0;
  for (const [part, own] of changes) {
    const stored = await store.get('views', partName('clients', edition, part));
    const rows = stored ? parsePart(stored, isClientRow) : [];
    if (rows === null) return null;
    const byId = new Map(rows.map((row) => [row.id, row]));
    known.set(part, byId);
    for (const record of own.put) toRead += linksToRead(byId.get(record.id), record).length;
    if (toRead > WORTH_READING) return null;
  }
  const changed: StoredView[] = [];
  for (const [part, own] of changes) {
    const rows = known.get(part) ?? new Map<ClientId, ClientDigest>();
    for (const row of await rowsOf(store, own.put, rows)) rows.set(row.id, row);
    for (const id of own.remove) rows.delete(id);
    const inOrder = [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    changed.push({ name: partName('clients', edition, part), json: JSON.stringify(inOrder) });
  }
  return changed;
}

async function rowsOf(
  store: Store,
  records: readonly ClientRecord[],
  known: ReadonlyMap<ClientId, ClientDigest>,
): Promise<ClientDigest[]> {
  const wanted = records.flatMap((record) => linksToRead(known.get(record.id), record));
  const read = await digestsOf(store, wanted);
  return records.map((record) => {
    const digests = digestsIn(known.get(record.id));
    return clientRow(record, (link) => digests.get(linkKey(link)) ?? read.get(linkKey(link)) ?? null);
  });
}

/** What Stripe says of a linked subscription is in the client's row already; an edit changes nothing of it. */
function linksToRead(row: ClientDigest | undefined, record: ClientRecord): Link[] {
  const digests = digestsIn(row);
  return record.links.filter((link) => !digests.has(linkKey(link)));
}

function digestsIn(row: ClientDigest | undefined): Map<string, SubscriptionDigest> {
  const links = row?.links ?? [];
  return new Map(
    links.map((link) => [linkKey({ connectionId: link.connectionId, subscriptionId: link.id }), link]),
  );
}

async function digestsOf(store: Store, links: readonly Link[]): Promise<Map<string, SubscriptionDigest>> {
  const digests = new Map<string, SubscriptionDigest>();
  if (links.length === 0) return digests;
  const settings = await readSettings(store);
  for (const linked of await readLinkedSubscriptions(store, links)) {
    const digest = digestLinked(linked, settings);
    if (digest) digests.set(linkKey(linked.link), digest);
  }
  return digests;
}
