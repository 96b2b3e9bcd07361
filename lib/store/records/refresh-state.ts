import type { RefreshState } from '../../model/refresh.ts';
import type { Store } from '../db/open.ts';
import { parseRefreshState } from '../shapes/refresh.ts';

export const REFRESH = 'refresh';

export async function readRefreshState(store: Store): Promise<RefreshState | null> {
  return parseRefreshState((await store.get('meta', REFRESH))?.value);
}
