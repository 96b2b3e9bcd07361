import type { RefreshState } from '../../model/refresh.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { FAILURES, withFailure } from './failures.ts';
import { REFRESH } from './refresh-state.ts';

/** Apart from the reading of it, which is all that the popup loads. A failure is also kept among the last ones. */
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
