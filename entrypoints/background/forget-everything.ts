import { browser } from 'wxt/browser';
import type { ForgetPart, Result } from '../../lib/model/failure.ts';
import { forgetDatabase } from '../../lib/store/db/forget.ts';
import { NoFilesError } from '../../lib/vault/erasable.ts';
import type { Vault } from '../../lib/vault/vault.ts';
import { forgetNotices } from './notify.ts';

/** Removes each part by itself, whatever becomes of the others, and answers which are left. No refresh may run. */
export async function forgetEverything({
  vault,
  erasePeppers,
}: {
  vault: Pick<Vault, 'state' | 'remove'>;
  /** What seals the encrypted keys. */
  erasePeppers: () => Promise<void>;
}): Promise<Result<object>> {
  const left = new Set<ForgetPart>();
  const attempt = (part: ForgetPart, work: () => Promise<unknown>) =>
    work().catch(() => {
      left.add(part);
    });
  const { exists } = await vault.state();
  // Locks, and marks the removal so that the next start can finish it. The parts below say what it left.
  await vault.remove().catch(() => undefined);
  await attempt('key', () =>
    erasePeppers().catch((error: unknown) => {
      // Without private files there is no pepper, unless the browser withdrew them from a vault.
      if (exists || !(error instanceof NoFilesError)) throw error;
    }),
  );
  await attempt('key', () => browser.storage.session.clear());
  await attempt('database', forgetDatabase);
  await attempt('settings', () => browser.storage.local.clear());
  await Promise.allSettled([
    forgetNotices(),
    browser.alarms.clearAll(),
    browser.action.setBadgeText({ text: '' }),
  ]);
  if (left.size === 0) return { ok: true };
  return { ok: false, code: 'forget-incomplete', detail: { left: [...left] } };
}
