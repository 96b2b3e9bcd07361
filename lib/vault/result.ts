/**
 * Expected failures of the vault: values of a closed union, never exceptions. The strings are those of the
 * product's one table of failure codes, so that a failure passes through to a page unchanged.
 */
export type VaultFailureCode =
  /** Nothing but blanks was typed. */
  | 'passphrase-empty'
  /** Shorter than 12 characters and easy to guess. */
  | 'passphrase-weak'
  /** The wrapped data key does not open under this passphrase. */
  | 'passphrase-wrong'
  /** Too many wrong passphrases: `detail.seconds` to wait. */
  | 'passphrase-throttled'
  /** There is no vault, and none is expected. */
  | 'vault-missing'
  /** A vault is expected and both copies are gone. */
  | 'vault-lost'
  /** Not an envelope any more, or the passphrase is right and the rest does not open. */
  | 'vault-damaged'
  /** Written by a newer version: left as it is. */
  | 'vault-newer'
  /** Key-derivation parameters below the floor or above the ceiling: not derived. */
  | 'vault-bounds'
  /** The storage did not answer. */
  | 'vault-unreadable'
  /** No unlocked data key. */
  | 'locked'
  /** The vault holds no key for this connection. */
  | 'not-connected'
  /** There is a vault already: unlock it and put the key. */
  | 'already-connected'
  /** A write failed; what was stored before is stored still. */
  | 'storage-failed'
  | 'storage-full'
  /** An id or a key of impossible size. */
  | 'bad-request'
  /** The derivation itself failed, for instance for want of memory. */
  | 'unexpected';

export interface VaultFailure {
  ok: false;
  code: VaultFailureCode;
  detail?: { seconds: number };
}

export type VaultResult<T extends object = object> = ({ ok: true } & T) | VaultFailure;

/** A failure without details. */
export const failure = (code: VaultFailureCode): VaultFailure => ({ ok: false, code });

/**
 * The failure behind whatever a storage threw: a full disk is told apart, for the user can do something about it.
 * IndexedDB names it QuotaExceededError; `storage.local` says "quota" in the message; the store has a code.
 */
export function storageFailure(error: unknown): VaultFailure {
  const { name, message, code } =
    typeof error === 'object' && error !== null
      ? (error as { name?: unknown; message?: unknown; code?: unknown })
      : {};
  const full =
    code === 'storage-full' ||
    name === 'QuotaExceededError' ||
    (typeof message === 'string' && /quota/i.test(message));
  return failure(full ? 'storage-full' : 'storage-failed');
}
