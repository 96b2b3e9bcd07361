import { browser } from 'wxt/browser';
import { createAccounts } from '../../lib/accounts/accounts.ts';
import { defaultLockFor } from '../../lib/accounts/default-lock.ts';
import { createInvoicePages } from '../../lib/accounts/invoice-page.ts';
import { systemCalendar } from '../../lib/billing/calendar.ts';
import { type GuardApis, guardReading } from '../../lib/guards/read-only-rule.ts';
import { announce } from '../../lib/messaging/announce.ts';
import type { ConnectionId } from '../../lib/model/ids.ts';
import { readAccount } from '../../lib/refresh/reading/read-account.ts';
import { createRefresher } from '../../lib/refresh/refresher.ts';
import { openStore } from '../../lib/store/db/open.ts';
import type { RequestHooks } from '../../lib/store/records/request-log.ts';
import { vaultCopy } from '../../lib/store/records/vault-copy.ts';
import { createStripeReader } from '../../lib/stripe/reader.ts';
import { filesIn, NoFilesError } from '../../lib/vault/erasable.ts';
import { judgePassphrase } from '../../lib/vault/passphrase.ts';
import { createPeppers } from '../../lib/vault/pepper.ts';
import { createSerial } from '../../lib/vault/serial.ts';
import { createVault } from '../../lib/vault/vault.ts';
import { derivation } from './derivation.ts';
import { keyValueOf } from './storage-area.ts';

/** Short, because the user waits; the next refresh resumes. */
const RETRY_BUDGET_MS = 12_000;

const REFRESH_LOCK = 'clientplug.refresh';

export const guardApis = browser as unknown as GuardApis;

/** The extension's origin private file system: no web page can reach it. */
async function openVaultFolder() {
  // Firefox has none while dom.fs.enabled is off.
  if (!('getDirectory' in navigator.storage)) throw new NoFilesError();
  return (await navigator.storage.getDirectory()).getDirectoryHandle('vault', { create: true });
}

export function createServices() {
  const now = () => Date.now();
  const calendar = systemCalendar();
  const local = keyValueOf(() => browser.storage.local);
  const session = keyValueOf(() => browser.storage.session);

  const erasable = filesIn(openVaultFolder);
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

  const vault = createVault({
    local,
    second: vaultCopy(openStore),
    erasable,
    session,
    derive: derivation(),
    random,
    now,
    defaultLock: defaultLockFor,
  });

  const guard = () => guardReading(guardApis);

  const createReader = (
    options: RequestHooks & { key: string; signal?: AbortSignal; deadline?: number; mostRequests?: number },
  ) =>
    createStripeReader({
      ...options,
      fetch: (input, init) => fetch(input, init),
      now,
      random: Math.random,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      isOnline: () => navigator.onLine,
      retryBudgetMs: RETRY_BUDGET_MS,
    });

  /** All accounts share a vault and the views, so one turn is for all of them. */
  const inTurn = createSerial();

  const refresher = createRefresher({
    openStore,
    readKey: (connectionId: ConnectionId) => vault.readKey(connectionId),
    guard,
    createReader,
    readAccount,
    exclusively: (work) =>
      navigator.locks.request(REFRESH_LOCK, { ifAvailable: true }, (lock) => (lock ? work() : null)),
    inTurn,
    calendar,
    now,
  });
  vault.onLock(() => refresher.stop('locked'));
  vault.onChange(() => announce('vault'));

  const accounts = createAccounts({
    openStore,
    vault,
    checkPassphrase: (passphrase, score) => {
      const judged = judgePassphrase(passphrase, score);
      return judged.ok ? null : judged;
    },
    guard,
    createReader,
    inTurn,
    holdOffRefresh: refresher.holdOff,
    newId: () => crypto.randomUUID(),
    now,
  });

  const erasePeppers = () => createPeppers(erasable, random).keepOnly([]);
  const invoicePage = createInvoicePages({ openStore, vault, guard, createReader, now });

  return { vault, erasePeppers, refresher, accounts, invoicePage, local, session, calendar, now };
}

export type Services = ReturnType<typeof createServices>;
