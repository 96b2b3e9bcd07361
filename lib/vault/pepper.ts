/**
 * Peppers: 32 random bytes that every stored envelope is sealed with, kept only where they can be erased. A former
 * envelope carved from the browser's files opens with no passphrase once its pepper is gone.
 */
import { fromBase64, toBase64 } from './bytes.ts';
import type { ErasableKeyValue } from './erasable.ts';

export const PEPPER_BYTES = 32;
/** Names are 128 bits of the pepper's hash, so a damaged or foreign file is never taken for the pepper. */
const NAME_BYTES = 16;

export interface Pepper {
  /** Hexadecimal; the envelope carries it and the file is called by it. */
  name: string;
  bytes: Uint8Array;
}

export interface Peppers {
  /** Draws and stores a new one. Rejects unless it reads back as written. */
  draw(): Promise<Pepper>;
  /** `null` when it is missing or is not what its name says. Rejects when the storage cannot be read. */
  read(name: string): Promise<Pepper | null>;
  /** Erases all others. Rejects when one of them could not be erased. */
  keepOnly(names: readonly string[]): Promise<void>;
}

export function createPeppers(files: ErasableKeyValue, random: (length: number) => Uint8Array): Peppers {
  async function read(name: string): Promise<Pepper | null> {
    const value = await files.get(name);
    const bytes = typeof value === 'string' ? fromBase64(value) : null;
    if (bytes?.length !== PEPPER_BYTES || (await pepperName(bytes)) !== name) return null;
    return { name, bytes };
  }

  return {
    read,

    draw: async () => {
      const bytes = random(PEPPER_BYTES);
      const name = await pepperName(bytes);
      await files.set(name, toBase64(bytes));
      const stored = await read(name);
      if (stored === null) throw new Error('The pepper was not stored as written.');
      return stored;
    },

    keepOnly: async (names) => {
      let problem: unknown = null;
      for (const name of await files.names()) {
        if (names.includes(name)) continue;
        try {
          await files.remove(name);
        } catch (error) {
          problem = error;
        }
      }
      if (problem !== null) throw problem;
    },
  };
}

/** The first 16 bytes of SHA-256 of the pepper, hexadecimal. */
export async function pepperName(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  return [...digest.subarray(0, NAME_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
