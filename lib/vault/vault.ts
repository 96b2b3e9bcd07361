/**
 * Stripe keys, encrypted under a passphrase. After an interruption the disk holds the old vault or the new.
 *
 *   missing --create--> unlocked <--unlock / lock--> locked
 *   unlocked --removeKey of the last one--> missing      any --remove--> missing
 */

import type { LockChoice } from '../model/lock-choices.ts';
import { wipe } from './bytes.ts';
import { createCopies, type Verify } from './copies.ts';
import { CURRENT_PARAMETERS, type Derive, type KdfParameters } from './derive.ts';
import {
  DATA_KEY_BYTES,
  type Entries,
  type Envelope,
  kdfOf,
  openDataKey,
  openEntries,
  reseal,
  SALT_BYTES,
  seal,
  storable,
} from './envelope.ts';
import type { ErasableKeyValue } from './erasable.ts';
import { type KeyValue, NAMES } from './key-value.ts';
import { type DefaultLock, isWeaker, type LockSettings, parseDefaultLock } from './lock.ts';
import { createOpenSession } from './open-session.ts';
import { judgePassphrase } from './passphrase.ts';
import { createPeppers } from './pepper.ts';
import {
  failure,
  storageFailure,
  type VaultFailure,
  type VaultFailureCode,
  type VaultResult,
} from './result.ts';
import { createSerial } from './serial.ts';
import { createThrottle } from './throttle.ts';

export interface VaultDependencies {
  /** `browser.storage.local`: first copy, marker, throttle, lock settings. */
  local: KeyValue;
  /** IndexedDB: second copy and marker. */
  second: KeyValue;
  /** The pepper: a storage that really deletes. */
  erasable: ErasableKeyValue;
  /** `browser.storage.session`: the unlocked data key and the lock's times. */
  session: KeyValue;
  derive: Derive;
  /** Must be cryptographically secure. */
  random: (length: number) => Uint8Array;
  /** Milliseconds since 1970 (UTC). */
  now: () => number;
  /** For new writes; only tests override it. */
  parameters?: Omit<KdfParameters, 'salt'>;
  /** The lock if the user chose none; without it, 15 minutes. */
  defaultLock?: (keys: readonly string[]) => DefaultLock;
}

export interface VaultSnapshot {
  /** Also true if a vault is expected but unusable. */
  exists: boolean;
  unlocked: boolean;
  trouble: VaultFailureCode | null;
  lockAfter: LockChoice;
  lockWithScreen: boolean;
  /** Seconds until the next try is allowed, or 0. */
  waitSeconds: number;
}

export interface LockCheck {
  unlocked: boolean;
  /** Milliseconds since 1970, or null for no alarm. */
  nextCheck: number | null;
}

export interface Vault {
  /** Run at every start of the background: finishes a removal, repairs a copy, checks the lock. */
  start(): Promise<LockCheck>;
  state(): Promise<VaultSnapshot>;
  /** Creates an unlocked vault. 'already-connected' if one exists. `score` as in `judgePassphrase`. */
  create(passphrase: string, entries: Readonly<Record<string, string>>, score?: number): Promise<VaultResult>;
  /** For a forgotten passphrase: replaces any vault but a newer version's. All former keys are gone. */
  replace(
    passphrase: string,
    entries: Readonly<Record<string, string>>,
    score?: number,
  ): Promise<VaultResult>;
  unlock(passphrase: string): Promise<VaultResult>;
  connectionIds(): Promise<VaultResult<{ ids: readonly string[] }>>;
  /** Immediate, even while an unlock is deriving (it then answers 'locked'). */
  lock(): Promise<VaultResult>;
  /** Decrypted for one use: keep it in a local variable only. 'locked' as soon as lock() is called. */
  readKey(connectionId: string): Promise<VaultResult<{ key: string }>>;
  putKey(connectionId: string, key: string): Promise<VaultResult>;
  /** Needs an unlocked vault. The last key removes the vault; if locked, use `remove`. */
  removeKey(connectionId: string): Promise<VaultResult<{ vaultRemoved: boolean }>>;
  /** Also replaces the data key (docs/adr/0003). Does not lock or unlock. */
  changePassphrase(current: string, next: string, score?: number): Promise<VaultResult>;
  /** Needs no passphrase. Lock settings stay. */
  remove(): Promise<VaultResult>;
  /** Records a user action. 'locked' if the time had already run out. */
  touch(): Promise<VaultResult>;
  /** Applies immediately; set the alarm again. 'locked' if it would weaken the lock of a locked vault. */
  setLock(settings: LockSettings): Promise<VaultResult>;
  /** For alarms, browser start and idle events. */
  checkLock(): Promise<LockCheck>;
  screenLocked(): Promise<VaultResult>;
  /** Called at every lock, so a refresh can stop. Must not throw. */
  onLock(listener: () => void): () => void;
  /** Called when `state()` changes, other than by time. Must not throw. */
  onChange(listener: () => void): () => void;
}

interface Opened {
  envelope: Envelope;
  dataKey: Uint8Array;
  entries: Entries;
}

/** Does nothing until `start()` is called. */
export function createVault(dependencies: VaultDependencies): Vault {
  const { local, second, erasable, session, derive, random, now } = dependencies;
  const target = dependencies.parameters ?? CURRENT_PARAMETERS;
  const onLock = createListeners();
  const onChange = createListeners();
  const defaultLock = dependencies.defaultLock ?? (() => '15');
  const copies = createCopies({ local, second, peppers: createPeppers(erasable, random) }, random);
  const throttle = createThrottle(local, now);
  const open = createOpenSession(session, local, now, () => {
    onLock.call();
    onChange.call();
  });
  /** Serializes writes and passphrase tries. Locking and reading don't wait. */
  const serial = createSerial();

  /** Notifies after a change. A lock notifies by itself. */
  async function changing<T extends VaultResult>(change: Promise<T>): Promise<T> {
    const result = await change;
    if (result.ok || result.code !== 'locked') onChange.call();
    return result;
  }

  async function openBy(passphrase: string): Promise<VaultResult<Opened>> {
    if (passphrase.trim() === '') return failure('passphrase-empty');
    const read = await copies.read();
    if (!read.ok) return read;
    const waitMs = await throttle.wait();
    if (waitMs > 0) return throttled('passphrase-throttled', waitMs);
    await throttle.count();
    const tried = await tryEach(read.candidates, passphrase);
    if (tried === 'unexpected') {
      await throttle.uncount();
      return failure(tried);
    }
    if (tried === 'passphrase-wrong') return throttled(tried, await throttle.wait());
    await quietly(throttle.clear);
    return tried === 'vault-damaged' ? failure(tried) : { ok: true, ...tried };
  }

  /** 'unexpected' if no derivation worked: the passphrase may still be right. */
  async function tryEach(
    candidates: readonly Envelope[],
    passphrase: string,
  ): Promise<Opened | 'passphrase-wrong' | 'vault-damaged' | 'unexpected'> {
    let problem: 'passphrase-wrong' | 'vault-damaged' | 'unexpected' = 'unexpected';
    for (const envelope of candidates) {
      let kek: Uint8Array;
      try {
        kek = await derive(passphrase, kdfOf(envelope));
      } catch {
        continue;
      }
      const dataKey = openDataKey(envelope, kek);
      wipe(kek);
      if (dataKey === null) {
        if (problem === 'unexpected') problem = 'passphrase-wrong';
        continue;
      }
      const entries = openEntries(envelope, dataKey);
      if (entries !== null) return { envelope, dataKey, entries };
      wipe(dataKey);
      problem = 'vault-damaged';
    }
    return problem;
  }

  /** Opens by the unlocked data key; wipe it after use. Locks if the key opens no copy. */
  async function openByKey(): Promise<VaultResult<Opened>> {
    const opened = await tryKey();
    if (opened !== 'opens-nothing') return opened;
    await open.end();
    return failure('locked');
  }

  async function tryKey(): Promise<VaultResult<Opened> | 'opens-nothing'> {
    const unlocked = await open.check();
    if (unlocked === null) return failure('locked');
    const { dataKey } = unlocked;
    const read = await copies.read();
    if (read.ok) {
      for (const envelope of read.candidates) {
        const entries = openEntries(envelope, dataKey);
        if (entries !== null) return { ok: true, envelope, dataKey, entries };
      }
    }
    wipe(dataKey);
    return read.ok ? 'opens-nothing' : read;
  }

  /** Seals with a fresh salt, and stores it if the read-back opens under both keys. */
  async function storeUnder(
    passphrase: string,
    parameters: Omit<KdfParameters, 'salt'>,
    contents: { dataKey: Uint8Array; entries: Entries; revision: number },
  ): Promise<VaultResult> {
    const { dataKey, entries, revision } = contents;
    const { memoryKiB, passes, lanes } = parameters;
    const kdf: KdfParameters = { memoryKiB, passes, lanes, salt: random(SALT_BYTES) };
    let kek: Uint8Array;
    try {
      kek = await derive(passphrase, kdf);
    } catch {
      return failure('unexpected');
    }
    const next = seal({ kdf, kek, dataKey, entries, revision, random });
    const stored = await write(next, entries, (envelope) => {
      const unwrapped = openDataKey(envelope, kek);
      const opens = unwrapped !== null && holds(envelope, unwrapped, entries);
      wipe(unwrapped);
      return opens;
    });
    wipe(kek);
    return stored;
  }

  async function storeEntries({ envelope, dataKey }: Opened, entries: Entries): Promise<VaultResult> {
    const next = reseal(envelope, { dataKey, entries, random });
    return write(next, entries, (written) => holds(written, dataKey, entries));
  }

  /** The default lock never exceeds what the stored keys allow, even if interrupted. */
  async function write(next: Envelope, entries: Entries, verify: Verify): Promise<VaultResult> {
    const after = defaultLock([...entries.values()]);
    if (after === '15') {
      try {
        await setDefaultLock(after);
      } catch (error) {
        return storageFailure(error);
      }
    }
    const stored = await copies.write(next, verify);
    if (stored.ok) await quietly(() => setDefaultLock(after));
    return stored;
  }

  async function setDefaultLock(after: DefaultLock): Promise<void> {
    if (parseDefaultLock(await local.get(NAMES.defaultLock)) === after) return;
    if (after === '15') await local.remove(NAMES.defaultLock);
    else await local.set(NAMES.defaultLock, after);
  }

  /** Unlocked afterwards, unless a lock came since `epoch`. */
  async function storeNew(
    passphrase: string,
    { entries, revision, epoch }: { entries: Entries; revision: number; epoch: number },
  ): Promise<VaultResult> {
    const dataKey = random(DATA_KEY_BYTES);
    try {
      const stored = await storeUnder(passphrase, target, { dataKey, entries, revision });
      // If the session storage fails now, the vault is stored and locked.
      if (stored.ok) await quietly(() => open.begin(dataKey, epoch));
      return stored;
    } finally {
      wipe(dataKey);
    }
  }

  /** Applies stronger parameters or a seal. On failure the vault stays as it was. */
  async function upgrade(passphrase: string, opened: Opened): Promise<void> {
    const { envelope, dataKey, entries } = opened;
    const stronger = upwards(envelope.kdf, target);
    if (stronger !== null) {
      await storeUnder(passphrase, stronger, { dataKey, entries, revision: envelope.revision + 1 });
    } else if (await copies.unsealed()) {
      await storeEntries(opened, entries);
    } else {
      await setDefaultLock(defaultLock([...entries.values()]));
    }
  }

  async function removeAll(): Promise<VaultResult> {
    const removed = await copies.remove();
    try {
      await throttle.clear();
      await local.remove(NAMES.defaultLock);
    } catch (error) {
      return storageFailure(error);
    }
    return removed;
  }

  async function checkLock(): Promise<LockCheck> {
    const unlocked = await open.check();
    wipe(unlocked?.dataKey);
    return { unlocked: unlocked !== null, nextCheck: unlocked?.nextCheck ?? null };
  }

  async function lock(): Promise<VaultResult> {
    return (await open.end()) ? { ok: true } : failure('storage-failed');
  }

  return {
    checkLock,
    lock,

    start: async () => {
      await serial(copies.repair);
      return checkLock();
    },

    state: async () => {
      const [{ unlocked }, read, settings, waitMs] = await Promise.all([
        checkLock(),
        copies.read(),
        open.settings(),
        throttle.wait(),
      ]);
      const code = read.ok ? null : read.code;
      const exists = code !== 'vault-missing';
      return {
        exists,
        unlocked: exists && unlocked,
        trouble: exists ? code : null,
        lockAfter: settings.after,
        lockWithScreen: settings.withScreen,
        waitSeconds: seconds(waitMs),
      };
    },

    create: (passphrase, keys, score) => {
      const epoch = open.epoch();
      return changing(
        serial(async () => {
          const entries: Entries = new Map(Object.entries(keys));
          if (!storable(entries)) return failure('bad-request');
          const judged = judgePassphrase(passphrase, score);
          if (!judged.ok) return judged;
          await copies.repair();
          const read = await copies.read();
          if (read.ok) return failure('already-connected');
          if (read.code !== 'vault-missing') return read;

          return storeNew(passphrase, { entries, revision: 1, epoch });
        }),
      );
    },

    replace: (passphrase, keys, score) => {
      const epoch = open.epoch();
      return changing(
        serial(async () => {
          const entries: Entries = new Map(Object.entries(keys));
          if (!storable(entries)) return failure('bad-request');
          const judged = judgePassphrase(passphrase, score);
          if (!judged.ok) return judged;
          await copies.repair();
          const read = await copies.read();
          if (!read.ok && read.code === 'vault-newer') return read;
          const last = await copies.revision();
          const revision = last < Number.MAX_SAFE_INTEGER ? last + 1 : 1;
          const stored = await storeNew(passphrase, { entries, revision, epoch });
          // The wait was for a passphrase that no longer opens anything.
          if (stored.ok) await quietly(throttle.clear);
          return stored;
        }),
      );
    },

    unlock: (passphrase) => {
      const epoch = open.epoch();
      return changing(
        serial(async () => {
          const opened = await openBy(passphrase);
          if (!opened.ok) return opened;
          const { envelope, dataKey, entries } = opened;
          try {
            if (!(await open.begin(dataKey, epoch))) return failure('locked');
            await copies.settle(envelope, (written) => holds(written, dataKey, entries));
            await quietly(() => upgrade(passphrase, opened));
            return open.epoch() === epoch ? { ok: true } : failure('locked');
          } catch (error) {
            return storageFailure(error);
          } finally {
            wipe(dataKey);
          }
        }),
      );
    },

    readKey: async (connectionId) => {
      const epoch = open.epoch();
      const tried = await tryKey();
      // A change of passphrase may be half done: retry once it has stored the new key.
      const opened = tried === 'opens-nothing' ? await serial(openByKey) : tried;
      if (!opened.ok) return opened;
      wipe(opened.dataKey);
      if (open.epoch() !== epoch) return failure('locked');
      const key = opened.entries.get(connectionId);
      return key === undefined ? failure('not-connected') : { ok: true, key };
    },

    connectionIds: async () => {
      const opened = await serial(openByKey);
      if (!opened.ok) return opened;
      wipe(opened.dataKey);
      return { ok: true, ids: [...opened.entries.keys()] };
    },

    putKey: (connectionId, key) =>
      serial(async () => {
        const opened = await openByKey();
        if (!opened.ok) return opened;
        try {
          const entries = new Map(opened.entries).set(connectionId, key);
          return storable(entries) ? await storeEntries(opened, entries) : failure('bad-request');
        } finally {
          wipe(opened.dataKey);
        }
      }),

    removeKey: (connectionId) =>
      changing(
        serial(async () => {
          const opened = await openByKey();
          if (!opened.ok) return opened;
          try {
            const entries = new Map(opened.entries);
            if (!entries.delete(connectionId)) return { ok: true, vaultRemoved: false };
            if (entries.size > 0) {
              const stored = await storeEntries(opened, entries);
              return stored.ok ? { ok: true, vaultRemoved: false } : stored;
            }
            const forgotten = await open.end();
            const removed = await removeAll();
            if (!removed.ok) return removed;
            return forgotten ? { ok: true, vaultRemoved: true } : failure('storage-failed');
          } finally {
            wipe(opened.dataKey);
          }
        }),
      ),

    changePassphrase: (current, next, score) => {
      const epoch = open.epoch();
      return changing(
        serial(async () => {
          const judged = judgePassphrase(next, score);
          if (!judged.ok) return judged;
          const opened = await openBy(current);
          if (!opened.ok) return opened;
          const { envelope, entries } = opened;
          wipe(opened.dataKey);
          // Never weaker than the vault's current parameters.
          const parameters = upwards(envelope.kdf, target) ?? envelope.kdf;
          const dataKey = random(DATA_KEY_BYTES);
          try {
            const revision = envelope.revision + 1;
            const stored = await storeUnder(next, parameters, { dataKey, entries, revision });
            // If the session storage fails now, the new passphrase is stored and the vault locked.
            if (stored.ok) await open.rekey(dataKey, epoch);
            return stored;
          } finally {
            wipe(dataKey);
          }
        }),
      );
    },

    remove: async () => {
      const forgotten = await open.end();
      return changing(
        serial(async () => {
          // The epoch already refused any unlock still being derived.
          const removed = await removeAll();
          if (!removed.ok) return removed;
          return forgotten ? { ok: true } : failure('storage-failed');
        }),
      );
    },

    touch: async () => ((await open.act()) ? { ok: true } : failure('locked')),

    setLock: async ({ after, withScreen }) => {
      // The old choice first: a longer one must not revive an expired session.
      const { unlocked } = await checkLock();
      if (!unlocked && isWeaker({ after, withScreen }, await open.settings())) {
        const read = await copies.read();
        if (read.ok || read.code !== 'vault-missing') return failure('locked');
      }
      try {
        await local.set(NAMES.lock, { after, withScreen } satisfies LockSettings);
      } catch (error) {
        return storageFailure(error);
      }
      onChange.call();
      await checkLock();
      return { ok: true };
    },

    screenLocked: async () => ((await open.settings()).withScreen ? lock() : { ok: true }),

    onLock: onLock.add,
    onChange: onChange.add,
  };
}

function createListeners(): { add(listener: () => void): () => void; call(): void } {
  const listeners = new Set<() => void>();
  return {
    add: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call: () => {
      for (const listener of listeners) listener();
    },
  };
}

function holds(envelope: Envelope, dataKey: Uint8Array, entries: Entries): boolean {
  const found = openEntries(envelope, dataKey);
  return (
    found !== null && found.size === entries.size && [...entries].every(([id, key]) => found.get(id) === key)
  );
}

/** The parameters to upgrade to, or null if memory and passes are strong enough. */
export function upwards(
  used: Omit<KdfParameters, 'salt'>,
  target: Omit<KdfParameters, 'salt'>,
): Omit<KdfParameters, 'salt'> | null {
  if (used.memoryKiB >= target.memoryKiB && used.passes >= target.passes) return null;
  return {
    memoryKiB: Math.max(used.memoryKiB, target.memoryKiB),
    passes: Math.max(used.passes, target.passes),
    lanes: target.lanes,
  };
}

function throttled(code: 'passphrase-wrong' | 'passphrase-throttled', waitMs: number): VaultFailure {
  return waitMs > 0 ? { ok: false, code, detail: { seconds: seconds(waitMs) } } : failure(code);
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);

async function quietly(task: () => Promise<unknown>): Promise<void> {
  try {
    await task();
  } catch {
    // Said where it is called why nothing is lost.
  }
}
