import { createHash } from 'node:crypto';
import { vi } from 'vitest';
import { createVirtualTime, type VirtualTime } from '../../tests/support/virtual-time.ts';
import { type Derive, passphraseBytes } from './derive.ts';
import { type MemoryStorage, memoryStorage } from './storage.fixture.ts';
import { createVault, type Vault, type VaultDependencies } from './vault.ts';

/** Stands in for Argon2id where it is not the subject: as sensitive to every input, and fast. */
export const fastDerive: Derive = async (passphrase, { memoryKiB, passes, lanes, salt }) =>
  new Uint8Array(
    createHash('sha256')
      .update(`${memoryKiB},${passes},${lanes};`)
      .update(salt)
      .update(passphraseBytes(passphrase))
      .digest(),
  );

export const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

/** A test key whose characters show up in no encoding by chance. */
export const KEY = 'rk_live_51QvWxYzTrustMeIAmARestrictedKey7Q9m2Z';
export const OTHER_KEY = 'sk_test_51AbCdEfAnotherAccountsTestKey3H8k5L';
export const PASSPHRASE = 'correct horse battery staple';
export const NEW_PASSPHRASE = 'tapioca zeppelin hourglass';

export interface Harness {
  local: MemoryStorage;
  second: MemoryStorage;
  erasable: MemoryStorage;
  session: MemoryStorage;
  clock: VirtualTime;
  derive: ReturnType<typeof vi.fn<Derive>>;
  vault: Vault;
  /** The worker died: the same storages, nothing in memory. */
  restartWorker(): Vault;
  /** The browser was closed: `storage.session` is empty too. */
  restartBrowser(): Vault;
  /** Everything that is stored anywhere, as one text. */
  dump(): string;
}

export const MINUTE = 60_000;

export function createHarness(changes: Partial<VaultDependencies> = {}): Harness {
  const [local, second] = [memoryStorage(), memoryStorage()];
  const [erasable, session] = [memoryStorage(), memoryStorage()];
  const clock = createVirtualTime(Date.UTC(2025, 10, 1, 12));
  const derive = vi.fn<Derive>(fastDerive);
  const build = (): Vault =>
    createVault({
      local,
      second,
      erasable,
      session,
      derive,
      random,
      now: clock.now,
      ...changes,
    });
  const harness: Harness = {
    local,
    second,
    erasable,
    session,
    clock,
    derive,
    vault: build(),
    restartWorker: () => {
      harness.vault = build();
      return harness.vault;
    },
    restartBrowser: () => {
      session.data.clear();
      return harness.restartWorker();
    },
    dump: () =>
      [local, second, erasable, session]
        .flatMap(({ data }) => [...data].map(([key, text]) => `${key}=${text}`))
        .join('\n'),
  };
  return harness;
}

/** A harness with an unlocked vault of one key. */
export async function createUnlocked(changes: Partial<VaultDependencies> = {}): Promise<Harness> {
  const harness = createHarness(changes);
  const created = await harness.vault.create(PASSPHRASE, { acct_one: KEY });
  if (!created.ok) throw new Error(created.code);
  return harness;
}
