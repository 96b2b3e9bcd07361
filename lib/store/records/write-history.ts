import type { ClientId, ConnectionId } from '../../model/ids.ts';
import { MS_PER_SECOND, type Seconds } from '../../model/units.ts';
import { entryId } from '../db/entry-id.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';

interface CopiedReminder {
  clientId: ClientId;
  client: string;
  connectionId: ConnectionId;
  at: Seconds;
}

/** Rejects with what IndexedDB throws. */
export function noteReminder(store: Store, reminder: CopiedReminder): Promise<void> {
  const { clientId, client, connectionId, at } = reminder;
  return write(store, { stores: ['history'], announces: 'clients' }, async (transaction) => {
    const id = entryId(at * MS_PER_SECOND, 0);
    await transaction
      .objectStore('history')
      .add({ id, at, clientId, connectionId, change: { kind: 'reminder', client } });
  });
}
