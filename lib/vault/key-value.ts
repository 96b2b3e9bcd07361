/**
 * What the vault needs of a storage: `browser.storage.local`, `browser.storage.session`, an IndexedDB store.
 * Values are JSON: `storage.session` turns a `Uint8Array` or a `CryptoKey` into `{}`.
 */
export interface KeyValue {
  /** `undefined` where nothing is stored. Rejects when the storage cannot be read. */
  get(key: string): Promise<unknown>;
  /** Resolves when the value is stored (IndexedDB: at the transaction's `complete`). */
  set(key: string, value: unknown): Promise<void>;
  /** Resolves also when nothing was stored. */
  remove(key: string): Promise<void>;
}

/** Where each thing lies. All names begin with "vault". */
export const NAMES = {
  /** `local` and `second`: the envelope, one copy each. */
  envelope: 'vault',
  /** `local` and `second`: "a vault exists". */
  marker: 'vault.exists',
  /** `local`: wrong passphrases so far. */
  throttle: 'vault.throttle',
  /** `local`: the user's choices about the lock. */
  lock: 'vault.lock',
  /** `local`: how long the keys allow it to stay open where the user chose nothing. */
  defaultLock: 'vault.lock.default',
  /** `session`: the unlocked data key, base64. */
  key: 'vault.key',
  /** `session`: when it was unlocked, used and seen. */
  times: 'vault.times',
} as const;
