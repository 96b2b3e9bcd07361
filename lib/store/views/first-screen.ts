import type { ClientDigest } from '../../billing/digest.ts';
import type { Sum } from '../../billing/owed.ts';
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
 * The top of the client list, so the popup paints before thousands of rows are read. Valid only for its
 * `basis`.
 */
export interface FirstScreen {
  /** Everything it was computed from, including the day. */
  basis: string;
  /** When figures may change, such as at the end of a discount (seconds, UTC); null: never. */
  until: number | null;
  rows: ClientDigest[];
  connections: ConnectionSummary[];
  mrr: Portfolio['mrr'];
  overdue: Sum[];
  due: Sum[];
  unknown: number;
  /** Clients per filter; the page names the filters. */
  counts: Record<string, number>;
}

const isMrr = shape<Portfolio['mrr'][number]>({ currency: currencyCode, total: finite, atRisk: finite });

const isSum = shape<Sum>({ currency: currencyCode, amount: finite });

const isFirstScreen = shape<FirstScreen>({
  basis: text,
  until: nullable(time),
  rows: list(isClientRow),
  connections: isSummaries,
  mrr: list(isMrr),
  overdue: list(isSum),
  due: list(isSum),
  unknown: count,
  counts: recordOf(count),
});

export async function readFirstScreen(store: Store): Promise<FirstScreen | null> {
  const screen = parseJson((await store.get('views', FIRST_SCREEN))?.json);
  return isFirstScreen(screen) ? screen : null;
}

/** Skipped if anything changed since `revision` was read: after "Forget everything" nothing may come back. */
export async function writeFirstScreen(store: Store, screen: FirstScreen, revision: number): Promise<void> {
  const json = JSON.stringify(screen);
  const write = { stores: ['views'], announces: null, revision, counts: false } as const;
  await writeIfUnchanged(store, write, async (transaction) => {
    const views = transaction.objectStore('views');
    if ((await views.count('clients')) > 0) await views.put({ name: FIRST_SCREEN, json });
  });
}
