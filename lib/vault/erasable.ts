/** Deletes for good, unlike IndexedDB and `storage.local` (docs/adr/0007-pepper-in-a-file.md). */
import type { KeyValue } from './key-value.ts';

export interface ErasableKeyValue extends KeyValue {
  names(): Promise<string[]>;
}

export interface Directory {
  getFileHandle(
    name: string,
    options?: { create?: boolean },
  ): Promise<{
    getFile(): Promise<{ text(): Promise<string> }>;
    createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }>;
  }>;
  removeEntry(name: string): Promise<void>;
  keys(): AsyncIterable<string>;
}

/** The browser keeps no private files: `open` rejects with it. */
export class NoFilesError extends Error {
  override name = 'NoFilesError';
}

const isNotFound = (error: unknown): boolean => error instanceof Error && error.name === 'NotFoundError';

/** One JSON file per name. The directory must hold nothing else. */
export function filesIn(open: () => Promise<Directory>): ErasableKeyValue {
  return {
    get: async (name) => {
      try {
        const file = await (await open()).getFileHandle(name);
        return JSON.parse(await (await file.getFile()).text()) as unknown;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        // A truncated file: something is there, but no valid value.
        if (error instanceof SyntaxError) return null;
        throw error;
      }
    },
    set: async (name, value) => {
      const file = await (await open()).getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      await writable.write(JSON.stringify(value));
      await writable.close();
    },
    remove: async (name) => {
      try {
        await (await open()).removeEntry(name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    names: async () => {
      const names: string[] = [];
      for await (const name of (await open()).keys()) names.push(name);
      return names;
    },
  };
}
