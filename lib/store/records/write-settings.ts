import type { Settings } from '../../model/settings.ts';
import type { Store } from '../db/open.ts';
import { readRevision, write, writeIfUnchanged } from '../db/write.ts';
import { parseSettings, SETTINGS } from './settings.ts';

/**
 * Merges `patch` into what is stored and returns the result. Views hold monthly values, so they are dropped when
 * discounts begin or cease to count: the next reader computes them again. Rejects with what IndexedDB throws.
 */
export async function writeSettings(store: Store, patch: Partial<Settings>): Promise<Settings> {
  const known = parseSettings((await store.get('meta', SETTINGS))?.value);
  const discounts = patch.temporaryDiscounts ?? known.temporaryDiscounts;
  if (discounts === known.temporaryDiscounts) return merge(store, patch);
  for (;;) {
    const revision = await readRevision(store);
    let next: Settings | null = null;
    await writeIfUnchanged(
      store,
      { stores: ['views'], announces: 'settings', revision, counts: true },
      async (transaction) => {
        const meta = transaction.objectStore('meta');
        next = { ...parseSettings((await meta.get(SETTINGS))?.value), ...patch };
        await meta.put({ name: SETTINGS, value: next });
        await transaction.objectStore('views').delete('clients');
      },
    );
    if (next) return next;
  }
}

function merge(store: Store, patch: Partial<Settings>): Promise<Settings> {
  return write(store, { stores: ['meta'], announces: 'settings' }, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const next = { ...parseSettings((await meta.get(SETTINGS))?.value), ...patch };
    await meta.put({ name: SETTINGS, value: next });
    return next;
  });
}
