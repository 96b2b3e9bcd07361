import { linkText } from '../i18n/row-face.ts';
import type { ClientRecord } from '../model/client.ts';
import type { StoreFailureCode } from '../model/failure.ts';
import type { ClientId, Link } from '../model/ids.ts';
import { type StoreResult, storeFailureCode } from '../store/db/errors.ts';
import type { Store } from '../store/db/open.ts';
import type { BulkResult } from '../store/records/bulk.ts';
import { readClient, setLink } from '../store/records/clients.ts';
import { clearDraft, readDraft } from '../store/records/drafts.ts';
import { moveLink } from '../store/records/move-link.ts';
import { readClientsView } from '../store/views/read.ts';
import { type ClientForm, emptyForm, formOf, parseForm } from './form.ts';
import { nowSeconds } from './now.ts';

export { archiveClients, deleteClients } from '../store/records/bulk.ts';

export interface Editing {
  client: ClientRecord | null;
  /** The stored form. */
  fresh: ClientForm;
  /** Unsaved input from before; null: none. */
  kept: ClientForm | null;
}

const NEW = 'client:new';
export const draftName = (id: ClientId | null): string => (id === null ? NEW : `client:${id}`);

export async function openForm(
  store: Store,
  id: ClientId | null,
  currency: string,
): Promise<{ ok: true; editing: Editing } | { ok: false; code: StoreFailureCode }> {
  try {
    const kept = parseForm(await readDraft(store, draftName(id)));
    if (id === null) return { ok: true, editing: { client: null, fresh: emptyForm(currency), kept } };
    const client = await readClient(store, id);
    if (!client) return { ok: false, code: 'storage-failed' };
    const view = await readClientsView(store);
    const row = view?.rows.find((other) => other.id === id);
    return {
      ok: true,
      editing: { client, fresh: formOf(client, currency, (link) => linkText(row, link)), kept },
    };
  } catch (error) {
    return { ok: false, code: storeFailureCode(error) };
  }
}

interface Relink {
  current: Link | null;
  next: Link | null;
  /** Whoever has `next` loses it. */
  move: boolean;
}

/** Replaces the link shown in the row, keeping its position. */
export async function relink(
  store: Store,
  id: ClientId,
  { current, next, move }: Relink,
): Promise<BulkResult | StoreResult<object>> {
  const client = await readClient(store, id).catch(() => null);
  const at = client?.links.findIndex(
    (link) => link.connectionId === current?.connectionId && link.subscriptionId === current.subscriptionId,
  );
  const index = at === undefined || at < 0 ? 0 : at;
  const now = nowSeconds();
  return move && next
    ? moveLink(store, { id, index, link: next, now })
    : setLink(store, { id, index, link: next, now });
}

export async function waitingDraft(store: Store): Promise<string | null> {
  return parseForm(await readDraft(store, NEW))?.name.trim() ?? null;
}

export async function discardDraft(store: Store): Promise<void> {
  await clearDraft(store, NEW).catch(() => undefined);
}
