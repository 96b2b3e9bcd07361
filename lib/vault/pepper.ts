/** 32 random bytes that seal an envelope: once erased, a carved copy stays closed for good. */
import { fromBase64, toBase64 } from './bytes.ts';
import type { ErasableKeyValue } from './erasable.ts';

export const PEPPER_BYTES = 32;
/** Names are 128 bits of the pepper's hash, so a damaged or foreign file never passes for the pepper. */
const NAME_BYTES = 16;

export interface Pepper {
  /** Hexadecimal; also the file's name. */
  name: string;
  bytes: Uint8Array;
}

export interface Peppers {
  /** Stores a new pepper. Rejects unless it reads back as written. */
  draw(): Promise<Pepper>;
  /** `null` if missing or not matching its name. Rejects if the storage can't be read. */
  read(name: string): Promise<Pepper | null>;
  /** Rejects if another pepper could not be erased. */
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

export async function pepperName(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  return [...digest.subarray(0, NAME_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
