import { MS_PER_SECOND } from '../../lib/model/units.ts';
import type { Store } from '../../lib/store/db/open.ts';
import { listConnections } from '../../lib/store/records/connections.ts';
import { readSettings } from '../../lib/store/records/settings.ts';

const MS_PER_HOUR = 3600 * MS_PER_SECOND;

interface OpeningDependencies {
  openStore: () => Promise<Store>;
  isUnlocked: () => Promise<boolean>;
  isOnline: () => boolean;
  isRunning: () => boolean;
  run: () => Promise<unknown>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * Returns what a page calls when it opens: refreshes if the user chose so and an account's figures are older than
 * that. Resolves once this is decided. Never while locked or offline, and never asks for the passphrase.
 */
export function createOpening(deps: OpeningDependencies): () => Promise<void> {
  return async () => {
    const store = await deps.openStore();
    const { refreshAge } = await readSettings(store);
    if (refreshAge === 0 || !deps.isOnline() || !(await deps.isUnlocked())) return;
    const oldest = deps.now() - refreshAge * MS_PER_HOUR;
    const isOld = (await listConnections(store)).some(
      ({ connected, lastRefresh }) => connected && (lastRefresh ?? 0) * MS_PER_SECOND < oldest,
    );
    // The last thing checked: of two pages that open together, the second meets the refresh of the first.
    if (isOld && !deps.isRunning()) void deps.run();
  };
}
