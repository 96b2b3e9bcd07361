import type { ClientId } from '../../model/ids.ts';
import type { Store } from '../db/open.ts';
import type { HistoryRecord } from '../db/schema.ts';
import { nullable, shape, text, time } from '../shapes/guards.ts';
import { isChange } from '../shapes/refresh.ts';

const isHistory = shape<HistoryRecord>({
  id: text,
  at: time,
  clientId: text,
  connectionId: nullable(text),
  change: isChange,
});

/** What happened to a client, newest first. */
export async function readClientHistory(
  store: Store,
  client: ClientId,
  limit: number,
): Promise<HistoryRecord[]> {
  const found: HistoryRecord[] = [];
  const index = store.transaction('history').store.index('byClient');
  let cursor = await index.openCursor(IDBKeyRange.only(client), 'prev');
  while (cursor && found.length < limit) {
    if (isHistory(cursor.value)) found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}
