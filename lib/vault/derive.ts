import { argon2id } from 'hash-wasm';

/** Argon2id version 1.3; memory in KiB (RFC 9106). */
export interface KdfParameters {
  memoryKiB: number;
  passes: number;
  lanes: number;
  /** 32 bytes. */
  salt: Uint8Array;
}

/** Derives the 32-byte key-encryption key. The caller wipes it. */
export type Derive = (passphrase: string, parameters: KdfParameters) => Promise<Uint8Array>;

/** Argon2id's tag length, and the key length of XChaCha20-Poly1305. */
export const KEK_BYTES = 32;

/** The second recommended option of RFC 9106, section 4. */
export const CURRENT_PARAMETERS = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 } as const;

/** NFKC, then UTF-8, so "é" opens the same vault on every keyboard (NIST SP 800-63B, 5.1.1.2). */
export function passphraseBytes(passphrase: string): Uint8Array {
  return new TextEncoder().encode(passphrase.normalize('NFKC'));
}

/** Blocks the calling thread: fine in a service worker; an event page uses `deriveInWorker`. */
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
