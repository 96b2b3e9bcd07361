/**
 * Storage whose deletions are real. Measured (docs/adr/0007-pepper-in-a-file.md): what is overwritten, deleted or
 * cleared in IndexedDB or `storage.local` stays readable in the browser's files; a file of the origin private file
 * system is gone from the profile when it is removed, in Chromium and in Firefox.
 */
import type { KeyValue } from './key-value.ts';

export interface ErasableKeyValue extends KeyValue {
  /** The names of everything stored here. */
  names(): Promise<string[]>;
}

/** The part of a `FileSystemDirectoryHandle` that is used. */
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

const isNotFound = (error: unknown): boolean => error instanceof Error && error.name === 'NotFoundError';

/** One file of JSON per name, in the directory that `open` gives; the vault expects nothing else in there. */
export function filesIn(open: () => Promise<Directory>): ErasableKeyValue {
  return {
    get: async (name) => {
      try {
        const file = await (await open()).getFileHandle(name);
        return JSON.parse(await (await file.getFile()).text()) as unknown;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        // A file that was cut short: something is there, and it is no value of ours.
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
