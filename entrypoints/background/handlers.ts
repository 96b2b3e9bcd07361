import { readGuards } from '../../lib/guards/read-only-rule.ts';
import type { Handlers } from '../../lib/messaging/serve.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { forgetEverything } from './forget-everything.ts';
import { createOpening } from './refresh-on-opening.ts';
import type { RefreshRunner } from './refresh-runner.ts';
import { guardApis, type Services } from './services.ts';

/** Firefox only knows idle, not the locked screen. */
export const SCREEN_LOCK_KNOWN = import.meta.env.BROWSER !== 'firefox';

/** `armLock` resets the alarm of the auto-lock. */
export function createHandlers(
  services: Services,
  refresh: RefreshRunner,
  armLock: () => Promise<void>,
): Handlers {
  const { vault, accounts, invoicePage, refresher, now } = services;
  const opened = createOpening({
    openStore,
    isUnlocked: async () => (await vault.state()).unlocked,
    isOnline: () => navigator.onLine,
    isRunning: refresh.isRunning,
    run: refresh.run,
    now,
  });

  /** Not awaited: pages follow the refresh through the store. */
  const readSoon = <T extends { ok: boolean }>(answer: T): T => {
    if (answer.ok) void refresh.run();
    return answer;
  };

  const thenArm = async <T>(work: Promise<T>): Promise<T> => {
    const answer = await work;
    await armLock();
    return answer;
  };

  return {
    'vault.state': async () => ({
      ok: true,
      ...(await vault.state()),
      screenLockKnown: SCREEN_LOCK_KNOWN,
      refreshWaits: await refresh.isWaitingForUnlock(),
    }),
    'vault.unlock': async ({ passphrase }) => {
      const unlocked = await thenArm(vault.unlock(passphrase));
      if (unlocked.ok) await accounts.reconcile();
      return unlocked.ok ? { ok: true, refreshStarted: await refresh.afterUnlock() } : unlocked;
    },
    'vault.lock': () => thenArm(vault.lock()),
    'vault.changePassphrase': ({ current, next, score }) =>
      thenArm(vault.changePassphrase(current, next, score)),
    'vault.setLock': (settings) => thenArm(vault.setLock(settings)),
    'vault.touch': () => thenArm(vault.touch()),
    'connection.save': async (request) => readSoon(await thenArm(accounts.save(request))),
    // A rotated key changes no figure; another account must be read first.
    'connection.update': async (request) => {
      const answer = await thenArm(accounts.update(request));
      return answer.ok && answer.connectionId !== request.connectionId ? readSoon(answer) : answer;
    },
    'connection.replaceVault': async (request) => readSoon(await thenArm(accounts.replaceVault(request))),
    'connection.disconnect': (request) => thenArm(accounts.disconnect(request)),
    'connection.remove': (request) => accounts.remove(request),
    'connection.guards': async () => ({ ok: true, ...(await readGuards(guardApis)), readOnlyFetch: true }),
    'refresh.start': () => refresh.request(),
    'refresh.opened': async () => {
      await opened();
      return { ok: true };
    },
    'refresh.cancel': async () => {
      refresher.stop('cancelled');
      return { ok: true };
    },
    'reminder.link': invoicePage,
    'data.forget': () =>
      accounts.forget(async () => {
        await refresh.shown();
        return thenArm(forgetEverything(services));
      }),
  };
}
