import type {
  CONNECTION_FAILURES,
  FailureCode,
  PASSPHRASE_FAILURES,
  VAULT_FAILURES,
} from '../model/failure.ts';
import { NoFilesError } from './erasable.ts';

/** Expected failures are values, never exceptions. */
export type VaultFailureCode = Extract<
  FailureCode,
  | (typeof PASSPHRASE_FAILURES)[number]
  | (typeof VAULT_FAILURES)[number]
  | Exclude<(typeof CONNECTION_FAILURES)[number], 'different-account'>
  /** What was stored before is still stored. */
  | 'storage-failed'
  | 'storage-full'
  /** An id or key of impossible size. */
  | 'bad-request'
  /** The derivation failed, for example for lack of memory. */
  | 'unexpected'
>;

export interface VaultFailure {
  ok: false;
  code: VaultFailureCode;
  detail?: { seconds: number };
}

export type VaultResult<T extends object = object> = ({ ok: true } & T) | VaultFailure;

export const failure = (code: VaultFailureCode): VaultFailure => ({ ok: false, code });

/** IndexedDB names a full disk QuotaExceededError; `storage.local` says "quota" in the message. */
export function storageFailure(error: unknown): VaultFailure {
  if (error instanceof NoFilesError) return failure('vault-no-files');
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
