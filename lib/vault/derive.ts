/**
 * Passphrase → 32 bytes by Argon2id version 1.3 (RFC 9106).
 */
import { argon2id } from 'hash-wasm';

/** Argon2id parameters; memory in KiB as RFC 9106 counts it. */
export interface KdfParameters {
  memoryKiB: number;
  passes: number;
  lanes: number;
  /** 32 bytes. */
  salt: Uint8Array;
}

/** Passphrase and parameters → 32-byte key-encryption key. The caller wipes the result. */
export type Derive = (passphrase: string, parameters: KdfParameters) => Promise<Uint8Array>;

/** Argon2id's tag length, and the key length of XChaCha20-Poly1305. */
export const KEK_BYTES = 32;

/**
 * What a new vault uses: the second recommended option of RFC 9106, section 4 (64 MiB, 3 passes, 4 lanes), for
 * environments where 2 GiB is too much.
 */
export const CURRENT_PARAMETERS = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 } as const;

/**
 * The bytes of a passphrase: NFKC, then UTF-8, so that "é" typed as one or as two code points, on another keyboard
 * or system, opens the same vault (NIST SP 800-63B, 5.1.1.2).
 */
export function passphraseBytes(passphrase: string): Uint8Array {
  return new TextEncoder().encode(passphrase.normalize('NFKC'));
}

/**
 * Derives on the thread that calls. Right in a service worker, which shares its thread with no page; an event page
 * shares it with popup and options and uses `deriveInWorker`.
 */
export const deriveHere: Derive = async (passphrase, parameters) => {
  const password = passphraseBytes(passphrase);
  try {
    return await argon2id({
      password,
      salt: parameters.salt,
      memorySize: parameters.memoryKiB,
      iterations: parameters.passes,
      parallelism: parameters.lanes,
      hashLength: KEK_BYTES,
      outputType: 'binary',
    });
  } finally {
    password.fill(0);
  }
};
