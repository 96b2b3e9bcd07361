import type {
  CONNECTION_FAILURES,
  FailureCode,
  PASSPHRASE_FAILURES,
  VAULT_FAILURES,
} from '../model/failure.ts';

/** The failures of the product's one table that the vault answers with: values, never exceptions. */
export type VaultFailureCode = Extract<
  FailureCode,
  | (typeof PASSPHRASE_FAILURES)[number]
  | (typeof VAULT_FAILURES)[number]
  | Exclude<(typeof CONNECTION_FAILURES)[number], 'different-account'>
  /** A write failed; what was stored before is stored still. */
  | 'storage-failed'
  | 'storage-full'
  /** An id or a key of impossible size. */
  | 'bad-request'
  /** The derivation itself failed, for instance for want of memory. */
  | 'unexpected'
>;

export interface VaultFailure {
  ok: false;
  code: VaultFailureCode;
  detail?: { seconds: number };
}

export type VaultResult<T extends object = object> = ({ ok: true } & T) | VaultFailure;

/** A failure without details. */
export const failure = (code: VaultFailureCode): VaultFailure => ({ ok: false, code });

/**
 * The failure behind what a storage threw; a full disk is told apart, since the user can do something about it.
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
