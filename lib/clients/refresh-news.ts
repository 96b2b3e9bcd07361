import type { RefreshState } from '../model/refresh.ts';

/** Whether the last refresh has something to tell: changes, what the weekly check found, or what could not be read. */
export function hasNews(state: RefreshState | null): boolean {
  if (state?.phase !== 'done') return false;
  const { changes, drift = 0, unreadable = 0 } = state;
  return changes.length + drift + unreadable > 0;
}
