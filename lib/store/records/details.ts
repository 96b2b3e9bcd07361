import type { ClientRecord } from '../../model/client.ts';
import type { ClientId } from '../../model/ids.ts';
import type { Invoice } from '../../model/subscription.ts';
import type { Store } from '../db/open.ts';

import { isInvoiceRecord, parseClient } from '../shapes/records.ts';
import { type LinkedSubscription, readLinkedSubscriptions } from './subscriptions.ts';

export interface ClientDetails {
  client: ClientRecord;
  linked: LinkedSubscription[];
  /** Open invoices of the same customers without a linked subscription: shown, never counted. */
  otherInvoices: Invoice[];
}

export async function readClientDetails(store: Store, id: ClientId): Promise<ClientDetails | null> {
  const client = parseClient(await store.get('clients', id));
  if (!client) return null;
  const linked = await readLinkedSubscriptions(store, client.links);
  const own = new Set<string>(client.links.map((link) => link.subscriptionId));
  const others = new Map<string, Invoice>();
  for (const { connection, subscription } of linked) {
    if (!subscription) continue;
    const key = [connection.id, connection.generation, subscription.customer.id];
    const found = await store.getAllFromIndex('invoices', 'byCustomer', IDBKeyRange.only(key));
    for (const invoice of found.filter(isInvoiceRecord)) {
      if (invoice.subscriptionId === null || !own.has(invoice.subscriptionId))
        others.set(invoice.id, invoice);
    }
  }
  return { client, linked, otherInvoices: [...others.values()] };
}
