/**
 * The vault: the Stripe keys, encrypted under a passphrase. Everything that can be expected to fail is a value; what
 * lies on the disk is the old vault or the new one, whatever happens in between.
 *
 *     missing --create--> unlocked <--unlock / lock--> locked
 *     unlocked --removeKey of the last one--> missing        any --remove--> missing
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
  /** First copy, marker, throttle, lock settings: `browser.storage.local`. */
  local: KeyValue;
  /** Second copy and marker: IndexedDB. */
  second: KeyValue;
  /** The pepper: a storage whose deletions are real. */
  erasable: ErasableKeyValue;
  /** The unlocked data key and the lock's times: `browser.storage.session`. */
  session: KeyValue;
  derive: Derive;
  /** Cryptographically secure random bytes. */
  random: (length: number) => Uint8Array;
  /** Milliseconds since 1970 (UTC). */
  now: () => number;
  /** Parameters for what is written from now on; only tests differ from the default. */
  parameters?: Omit<KdfParameters, 'salt'>;
  /** How long these keys allow the vault to stay open where the user chose nothing; without it, 15 minutes. */
  defaultLock?: (keys: readonly string[]) => DefaultLock;
}

/** What pages show. Fits the message table's `VaultState`, but for what only the background knows. */
export interface VaultSnapshot {
  /** Also true when a vault is expected and cannot be used. */
  exists: boolean;
  unlocked: boolean;
  trouble: VaultFailureCode | null;
  lockAfter: LockChoice;
  lockWithScreen: boolean;
  /** Seconds until the next passphrase may be tried; 0: now. */
  waitSeconds: number;
}

export interface LockCheck {
  unlocked: boolean;
  /** When to check again (milliseconds since 1970), for one alarm; `null`: no alarm. */
  nextCheck: number | null;
}

export interface Vault {
  /** At every start of the background: finishes an interrupted removal, repairs a missing copy, checks the lock. */
  start(): Promise<LockCheck>;
  /** Reads only. Checks the lock. */
  state(): Promise<VaultSnapshot>;
  /**
   * A new vault, unlocked afterwards. 'already-connected' when there is one; its trouble when it cannot be used.
   * `score` as in `judgePassphrase`.
   */
  create(passphrase: string, entries: Readonly<Record<string, string>>, score?: number): Promise<VaultResult>;
  /**
   * For a forgotten passphrase: a new vault in place of whatever is there, usable or not, but a newer version's. Needs
   * no passphrase, as `remove` does not; all former keys are gone. Interrupted, the vault is the old or the new one.
   */
  replace(
    passphrase: string,
    entries: Readonly<Record<string, string>>,
    score?: number,
  ): Promise<VaultResult>;
  unlock(passphrase: string): Promise<VaultResult>;
  /** The connections that the vault holds a key for. */
  connectionIds(): Promise<VaultResult<{ ids: readonly string[] }>>;
  /** Acts at once, also while an unlock is deriving (which then answers 'locked'). */
  lock(): Promise<VaultResult>;
  /** Decrypted for this one use: keep it in a local variable and no longer. 'locked' from the moment lock() is called. */
  readKey(connectionId: string): Promise<VaultResult<{ key: string }>>;
  putKey(connectionId: string, key: string): Promise<VaultResult>;
  /** Needs an unlocked vault; the last key removes the vault. While locked, `remove` is for an only connection. */
  removeKey(connectionId: string): Promise<VaultResult<{ vaultRemoved: boolean }>>;
  /** Draws a new data key too (docs/adr/0003). What was unlocked stays so, what was locked stays locked. */
  changePassphrase(current: string, next: string, score?: number): Promise<VaultResult>;
  /** Removes every copy, the marker, the throttle and the unlocked key; needs no passphrase. Lock settings stay. */
  remove(): Promise<VaultResult>;
  /** The user did something. 'locked' when the time had run out before. */
  touch(): Promise<VaultResult>;
  /**
   * Applies immediately: a shorter time may lock now. Set the alarm again afterwards (`checkLock`). 'locked' when it
   * would weaken the lock of a vault that is not open.
   */
  setLock(settings: LockSettings): Promise<VaultResult>;
  /** For the alarm, browser start and idle events: locks if due, says when to look again. */
  checkLock(): Promise<LockCheck>;
  /** The screen was locked: locks if the user chose so. */
  screenLocked(): Promise<VaultResult>;
  /** Called at every lock, so that a running refresh ends. Must not throw. Returns the unsubscriber. */
  onLock(listener: () => void): () => void;
  /** Called after each change of what `state()` answers, the passing of time apart. Must not throw. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

/** A vault that was opened by its passphrase. */
interface Opened {
  envelope: Envelope;
  dataKey: Uint8Array;
  entries: Entries;
}

/** Builds the vault over its storages. Does nothing by itself: call `start()` when the background starts. */
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
  /** Whatever writes the vault, or tries a passphrase, waits for what did so before. Locking and reading do not. */
  const serial = createSerial();

  /** Runs a change, then tells of it. A lock tells of itself. */
  async function changing<T extends VaultResult>(change: Promise<T>): Promise<T> {
    const result = await change;
    if (result.ok || result.code !== 'locked') onChange.call();
    return result;
  }

  /** Opens by passphrase, slowed after wrong ones. */
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

  /** 'unexpected' when no candidate could be derived for: then nothing was learnt about the passphrase. */
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

  /**
   * Opens by the unlocked data key. Wipe it after use. A key that opens no copy is of no use to anyone: the vault
   * locks, and the passphrase then tells a worker that died while it changed the passphrase from damage.
   */
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

  /** Seals under a passphrase with a fresh salt and stores it, if what is read back opens under both keys. */
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

  /** The default lock is never longer than the keys that are stored allow, whenever this is interrupted. */
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

  /** A new vault under a new data key, unlocked afterwards unless a lock came since `epoch`. */
  async function storeNew(
    passphrase: string,
    { entries, revision, epoch }: { entries: Entries; revision: number; epoch: number },
  ): Promise<VaultResult> {
    const dataKey = random(DATA_KEY_BYTES);
    try {
      const stored = await storeUnder(passphrase, target, { dataKey, entries, revision });
      // Stored is stored: if the session storage fails now, the vault is there and locked.
      if (stored.ok) await quietly(() => open.begin(dataKey, epoch));
      return stored;
    } finally {
      wipe(dataKey);
    }
  }

  /** Stronger parameters or a seal since this vault was written. A failure leaves it as it was. */
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

  /** Everything of the vault. The session ended before. */
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
          // The wait was for guesses at a passphrase that opens nothing any more.
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
      // A change of the passphrase may be between the vault and the session storage: after it, the new key is there.
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
          // Never weaker than before, should this vault have been written with stronger parameters.
          const parameters = upwards(envelope.kdf, target) ?? envelope.kdf;
          const dataKey = random(DATA_KEY_BYTES);
          try {
            const revision = envelope.revision + 1;
            const stored = await storeUnder(next, parameters, { dataKey, entries, revision });
            // Stored is stored: if the session storage fails now, the vault is under the new passphrase and locked.
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
          // An unlock that was being derived meanwhile was refused by the epoch; nothing is open any more.
          const removed = await removeAll();
          if (!removed.ok) return removed;
          return forgotten ? { ok: true } : failure('storage-failed');
        }),
      );
    },

    touch: async () => ((await open.act()) ? { ok: true } : failure('locked')),

    setLock: async ({ after, withScreen }) => {
      // By the old choice first: a longer one must not revive what had run out.
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

/** Whether the envelope opens under the data key and holds exactly these entries. */
function holds(envelope: Envelope, dataKey: Uint8Array, entries: Entries): boolean {
  const found = openEntries(envelope, dataKey);
  return (
    found !== null && found.size === entries.size && [...entries].every(([id, key]) => found.get(id) === key)
  );
}

/** The parameters to go up to, or `null` when those in use are as strong in memory and in passes. */
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
