import type { RefreshState } from '../../model/refresh.ts';
import type { Store } from '../db/open.ts';
import { write } from '../db/write.ts';
import { parseRefreshState } from '../shapes/refresh.ts';
import { FAILURES, withFailure } from './failures.ts';
import { REFRESH } from './refresh-state.ts';

const WRITE = { stores: ['meta'], announces: 'refresh' } as const;

/** Apart from the reading of it, which is all that the popup loads. */
export async function beginRefreshState(store: Store, state: RefreshState): Promise<void> {
  await write(store, WRITE, (transaction) =>
    transaction.objectStore('meta').put({ name: REFRESH, value: state }),
  );
}

/**
 * Changes the state of the refresh that began at `startedAt`, while it is the stored one and runs: not one that a later
 * refresh or Forget everything has replaced. A failure is also kept among the last ones.
 */
export async function changeRefreshState(
  store: Store,
  startedAt: number,
  change: (state: RefreshState) => RefreshState,
): Promise<void> {
  await write(store, WRITE, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const stored = parseRefreshState((await meta.get(REFRESH))?.value);
    if (stored?.phase !== 'running' || stored.startedAt !== startedAt) return;
    const state = change(stored);
    if (state.phase === 'failed' && state.failure) {
      const failure = { at: state.endedAt ?? state.startedAt, code: state.failure.code };
      const value = withFailure((await meta.get(FAILURES))?.value, failure);
      await meta.put({ name: FAILURES, value });
    }
    await meta.put({ name: REFRESH, value: state });
  });
}
