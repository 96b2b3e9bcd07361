import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { Settings } from '../../lib/model/settings.ts';
import { storeFailureCode } from '../../lib/store/db/errors.ts';
import { openStore, type Store } from '../../lib/store/db/open.ts';
import { writeSettings } from '../../lib/store/records/write-settings.ts';

/** Stores a choice. Returns null, or the sentence why it is not stored. */
export const saveSettings = (patch: Partial<Settings>): Promise<string | null> =>
  storing((store) => writeSettings(store, patch));

/** Returns null once `work` is done, or the sentence why the store refused it. */
export async function storing(work: (store: Store) => Promise<unknown>): Promise<string | null> {
  try {
    await work(await openStore());
    return null;
  } catch (error) {
    return failureWords({ ok: false, code: storeFailureCode(error) });
  }
}
