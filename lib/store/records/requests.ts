import { all } from '../db/all.ts';
import type { Store } from '../db/open.ts';
import type { RequestRecord } from '../db/schema.ts';
import { write } from '../db/write.ts';
import { count, orElse } from '../shapes/guards.ts';
import { isRequest } from '../shapes/records.ts';

const KEPT = 5000;
/** Extra entries allowed before the oldest are removed, so that not every write deletes. */
const SLACK = 200;

export async function logRequests(store: Store, records: RequestRecord[]): Promise<void> {
  if (records.length === 0) return;
  await write(store, { stores: ['requests'], announces: null }, async (transaction) => {
    const log = transaction.objectStore('requests');
    await all(records.map((record) => () => log.add(record)));
    const logged = await log.count();
    if (logged <= KEPT + SLACK) return;
    const oldest = await log.getAllKeys(null, logged - KEPT);
    const last = oldest.at(-1);
    if (last !== undefined) await log.delete(IDBKeyRange.upperBound(last));
  });
}

export async function listRequests(store: Store, { limit }: { limit: number }): Promise<RequestRecord[]> {
  const found: RequestRecord[] = [];
  let cursor = await store.transaction('requests').store.openCursor(null, 'prev');
  while (cursor && found.length < limit) {
    if (isRequest(cursor.value)) found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}

/** Counts the calendar month in UTC, as Stripe does. @param now milliseconds since 1970 */
export async function countRequestsThisMonth(store: Store, now: number): Promise<number> {
  const date = new Date(now);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return orElse((await store.get('meta', monthKey(start)))?.value, count, 0);
}

export async function addToMonthCount(store: Store, now: number, requests: number): Promise<void> {
  const date = new Date(now);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  await write(store, { stores: ['meta'], announces: null }, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const kept = orElse((await meta.get(monthKey(start)))?.value, count, 0);
    await meta.put({ name: monthKey(start), value: kept + requests });
  });
}

function monthKey(start: number): `requests:${string}` {
  return `requests:${new Date(start).toISOString().slice(0, 7)}`;
}
