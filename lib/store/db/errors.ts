import type { StoreFailureCode } from '../../model/failure.ts';

export type StoreResult<T> = ({ ok: true } & T) | { ok: false; code: StoreFailureCode };

/** Thrown by `openStore` and by reads, when the caller can't continue without the store. */
export class StoreError extends Error {
  readonly code: StoreFailureCode;

  constructor(code: StoreFailureCode, cause?: unknown) {
    super(code, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** Error names: https://w3c.github.io/IndexedDB/#exceptions (QuotaExceededError, VersionError, …). */
export function storeFailureCode(error: unknown): StoreFailureCode {
  if (error instanceof StoreError) return error.code;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'storage-full';
  if (name === 'VersionError') return 'storage-newer';
  return 'storage-failed';
}

export function thrownCode(error: unknown): StoreFailureCode | 'unexpected' {
  const isOfStore = error instanceof StoreError || error instanceof DOMException;
  return isOfStore ? storeFailureCode(error) : 'unexpected';
}

/**
 * Runs a write and returns what IndexedDB throws as a value. A transaction commits as a whole or not at all.
 */
export async function asResult<T extends object>(work: () => Promise<T>): Promise<StoreResult<T>> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    return { ok: false, code: storeFailureCode(error) };
  }
}
