/** A storage of JSON values: `storage.session` turns a `Uint8Array` or a `CryptoKey` into `{}`. */
export interface KeyValue {
  /** `undefined` if nothing is stored. Rejects if the storage can't be read. */
  get(key: string): Promise<unknown>;
  /** Resolves once stored (IndexedDB: at the transaction's `complete`). */
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

export const NAMES = {
  /** `local` and `second`: one copy each. */
  envelope: 'vault',
  /** `local` and `second`: a vault exists. */
  marker: 'vault.exists',
  /** `local` */
  throttle: 'vault.throttle',
  /** `local`: the user's choices. */
  lock: 'vault.lock',
  /** `local`: used where the user chose nothing. */
  defaultLock: 'vault.lock.default',
  /** `session`: the unlocked data key, base64. */
  key: 'vault.key',
  /** `session`: when it was unlocked, used and seen. */
  times: 'vault.times',
} as const;
