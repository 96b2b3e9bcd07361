import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { flag, isObject } from '../shapes/guards.ts';

const COLUMNS = 'columns';

/** By column: whether the user wants it in the table of clients; absent: no choice made. */
export async function readColumnChoice(store: Store): Promise<Record<string, boolean>> {
  const value: unknown = (await store.get('meta', COLUMNS))?.value;
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([column, shown]): [string, boolean][] =>
      flag(shown) ? [[column, shown]] : [],
    ),
  );
}

export async function writeColumnChoice(store: Store, choice: Record<string, boolean>): Promise<void> {
  await write(store, { stores: ['meta'], announces: null }, (transaction) =>
    transaction.objectStore('meta').put({ name: COLUMNS, value: choice }),
  );
}
