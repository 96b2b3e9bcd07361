import type { RefreshState } from '../../model/refresh.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { parseRefreshState } from '../shapes/refresh.ts';
import { FAILURES, withFailure } from './failures.ts';

const REFRESH = 'refresh';

/** The state of the running or last refresh; null: none yet, or none that can be read. */
export async function readRefreshState(store: Store): Promise<RefreshState | null> {
  return parseRefreshState((await store.get('meta', REFRESH))?.value);
}

/** A failure is also kept among the last ones, for diagnostics. */
export async function writeRefreshState(store: Store, state: RefreshState): Promise<void> {
  await write(store, { stores: ['meta'], announces: 'refresh' }, async (transaction) => {
    const meta = transaction.objectStore('meta');
    if (state.phase === 'failed' && state.failure) {
      const failure = { at: state.endedAt ?? state.startedAt, code: state.failure.code };
      const value = withFailure((await meta.get(FAILURES))?.value, failure);
      await meta.put({ name: FAILURES, value });
    }
    await meta.put({ name: REFRESH, value: state });
  });
}
