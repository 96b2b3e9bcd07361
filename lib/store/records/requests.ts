import type { Announcement } from '../../messaging/announce.ts';
import { all } from '../db/all.ts';
import type { Store } from '../db/open.ts';
import type { RequestRecord } from '../db/schema.ts';
import { write } from '../db/write.ts';
import { count, orElse } from '../shapes/guards.ts';
import { isRequest } from '../shapes/records.ts';

const KEPT = 5000;

/**
 * Adds requests that are about to be sent, counting each in the month (UTC, as Stripe does) of its `at`; and puts the
 * answers of earlier ones into their entries. All or none.
 */
export async function writeRequests(
  store: Store,
  { sent, answered }: { sent: readonly RequestRecord[]; answered: readonly RequestRecord[] },
  announces: Announcement | null,
): Promise<void> {
  await write(store, { stores: ['requests', 'meta'], announces }, async (transaction) => {
    const log = transaction.objectStore('requests');
    const meta = transaction.objectStore('meta');
    await all([
      ...sent.map((record) => () => log.put(record)),
      ...answered.map((record) => async () => {
        // An entry that Forget everything removed does not come back.
        if ((await log.getKey(record.id)) !== undefined) await log.put(record);
      }),
      ...countByMonth(sent).map(([name, requests]) => async () => {
        const kept = orElse((await meta.get(name))?.value, count, 0);
        await meta.put({ name, value: kept + requests });
      }),
    ]);
  });
}

/** Removes the oldest entries beyond those that are kept. */
export async function trimRequests(store: Store): Promise<void> {
  const over = (await store.count('requests')) - KEPT;
  if (over <= 0) return;
  await write(store, { stores: ['requests'], announces: null }, async (transaction) => {
    const log = transaction.objectStore('requests');
    const last = (await log.getAllKeys(null, over)).at(-1);
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
  return orElse((await store.get('meta', monthName(now)))?.value, count, 0);
}

function countByMonth(sent: readonly RequestRecord[]): [`requests:${string}`, number][] {
  const counts = new Map<`requests:${string}`, number>();
  for (const { at } of sent) counts.set(monthName(at), (counts.get(monthName(at)) ?? 0) + 1);
  return [...counts];
}

const monthName = (at: number): `requests:${string}` => `requests:${new Date(at).toISOString().slice(0, 7)}`;
