import type { ClientDigest } from '../../billing/digest.ts';
import type { Portfolio } from '../../billing/portfolio.ts';
import type { Store } from '../db/open.ts';
import type { ConnectionSummary } from '../db/schema.ts';
import { writeIfUnchanged } from '../db/write.ts';
import {
  count,
  currencyCode,
  finite,
  list,
  nullable,
  parseJson,
  recordOf,
  shape,
  text,
  time,
} from '../shapes/guards.ts';
import { isClientRow, isSummaries } from '../shapes/views.ts';

const FIRST_SCREEN = 'first-screen';

/**
 * The top of the list of clients with the figures of all, as they were worked out once: enough to paint the popup
 * before thousands of rows are read. A cache of a cache, right only on its own `basis`.
 */
export interface FirstScreen {
  /** What it was worked out from and for which day; compared as a whole. */
  basis: string;
  /** When a discount or the like ends, and figures may differ (seconds, UTC); null: never. */
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

const isMrr = shape<Portfolio['mrr'][number]>({ currency: currencyCode, total: finite, atRisk: finite });

const isFirstScreen = shape<FirstScreen>({
  basis: text,
  until: nullable(time),
  rows: list(isClientRow),
  connections: isSummaries,
  mrr: list(isMrr),
  unknown: count,
  counts: recordOf(count),
});

/** null: none is kept, or none that can be read. */
export async function readFirstScreen(store: Store): Promise<FirstScreen | null> {
  const screen = parseJson((await store.get('views', FIRST_SCREEN))?.json);
  return isFirstScreen(screen) ? screen : null;
}

/**
 * Keeps it, unless anything has changed since `revision` was read: then it would say nothing, and after "Forget
 * everything" nothing may come back. Cleaning up after a new edition removes it again.
 */
export async function writeFirstScreen(store: Store, screen: FirstScreen, revision: number): Promise<void> {
  const json = JSON.stringify(screen);
  const write = { stores: ['views'], announces: null, revision, counts: false } as const;
  await writeIfUnchanged(store, write, async (transaction) => {
    const views = transaction.objectStore('views');
    if ((await views.count('clients')) > 0) await views.put({ name: FIRST_SCREEN, json });
  });
}
