import type { ClientDraft, ClientRecord } from '../../model/client.ts';
import { type ClientId, type Link, linkKey } from '../../model/ids.ts';
import type { Seconds } from '../../model/units.ts';
import type { Store } from '../db/open.ts';
import { type BulkResult, changeClients } from './bulk.ts';
import { newClient } from './new-client.ts';
import type { ClientChange } from './undo-stack.ts';

/**
 * Gives a client a subscription that others have: they lose it, in the same transaction and the same Undo. It takes the
 * place of the link at `index`, or comes last.
 */
export function moveLink(
  store: Store,
  { id, index, link, now }: { id: ClientId; index: number; link: Link; now: Seconds },
): Promise<BulkResult> {
  return changeClients(store, {
    action: 'link',
    now,
    plan: (clients) => {
      const before = clients.get(id);
      if (!before) return { changes: [], left: 1 };
      const links = [...before.links];
      links[Math.min(index, links.length)] = link;
      const own = links.filter(
        (other, at) => links.findIndex((one) => linkKey(one) === linkKey(other)) === at,
      );
      return {
        changes: [{ before, after: { ...before, links: own } }, ...losers(clients, id, [link])],
        left: 0,
      };
    },
  });
}

interface TakingSave {
  /** null: a new client. */
  id: ClientId | null;
  /** All fields of a new client, else those that changed. */
  fields: Partial<ClientDraft>;
  /** Links among its own that other clients lose. */
  takes: readonly Link[];
  now: Seconds;
}

/** Saves a client's form in which subscriptions of other clients were chosen to be moved. */
export function saveTaking(store: Store, { id, fields, takes, now }: TakingSave): Promise<BulkResult> {
  return changeClients(store, {
    action: 'link',
    now,
    plan: (clients) => {
      const before = id === null ? null : (clients.get(id) ?? null);
      if (id !== null && before === null) return { changes: [], left: 1 };
      const after = before ? { ...before, ...fields } : newClient(fields, now);
      return { changes: [{ before, after }, ...losers(clients, after.id, takes)], left: 0 };
    },
  });
}

/** The other clients without the links. */
function losers(
  clients: ReadonlyMap<ClientId, ClientRecord>,
  id: ClientId,
  links: readonly Link[],
): ClientChange[] {
  const keys = new Set(links.map(linkKey));
  return [...clients.values()].flatMap((before) => {
    const left = before.links.filter((link) => !keys.has(linkKey(link)));
    const loses = before.id !== id && left.length < before.links.length;
    return loses ? [{ before, after: { ...before, links: left } }] : [];
  });
}
