import type { ClientDigest } from '../../billing/digest.ts';
import type { Portfolio } from '../../billing/portfolio.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionSummary } from '../db/schema.ts';
import { inTransaction } from '../db/transaction.ts';
import { REVISION } from '../records/settings.ts';

const HEAD = 'head';

/**
 * The top of the list of clients with the figures of all, as they were worked out once: enough to paint the popup
 * before thousands of rows are read. A cache of a cache, right only on its own `basis`.
 */
export interface ListHead {
  /** What it was worked out from and for which day; compared as a whole. */
  basis: string;
  /** From this moment on a discount or the like has ended, and figures may differ (seconds, UTC); null: never. */
  until: number | null;
  rows: ClientDigest[];
  connections: ConnectionSummary[];
  /** In the order that they are shown in. */
  mrr: Portfolio['mrr'];
  /** Clients whose monthly revenue is not wholly known. */
  unknown: number;
  /** Clients under each filter; the names of the filters belong to the page. */
  counts: Record<string, number>;
}

/** null: none is kept. */
export async function readHead(store: Store): Promise<ListHead | null> {
  const stored = await store.get('views', HEAD);
  return stored ? (JSON.parse(stored.json) as ListHead) : null;
}

/**
 * Keeps it, unless anything has changed since `revision` was read: then it would say nothing, and after "Forget
 * everything" nothing may come back. Cleaning up after a new edition removes it again.
 */
export async function writeHead(store: Store, head: ListHead, revision: number): Promise<void> {
  const json = JSON.stringify(head);
  await inTransaction(store, ['views', 'meta'], async (transaction) => {
    const views = transaction.objectStore('views');
    const known = (await transaction.objectStore('meta').get(REVISION))?.value ?? 0;
    if (known === revision && (await views.count('clients')) > 0) await views.put({ name: HEAD, json });
  });
}
