import type { ErasableKeyValue } from './erasable.ts';

export type Operation = 'get' | 'set' | 'remove' | 'names';

/** A storage in memory that keeps JSON, like the real ones, and can be made to fail. */
export interface MemoryStorage extends ErasableKeyValue {
  /** What is stored, as JSON texts. */
  data: Map<string, string>;
  /** Runs before each operation: throw to fail it, wait to hold it up. */
  before: (operation: Operation, key: string) => unknown;
  /** Runs after each operation has taken effect. */
  after: (operation: Operation, key: string) => unknown;
}

export function memoryStorage(): MemoryStorage {
  const data = new Map<string, string>();
  const storage: MemoryStorage = {
    data,
    before: () => undefined,
    after: () => undefined,
    get: (key) =>
      run('get', key, () => {
        const text = data.get(key);
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
      }),
    set: (key, value) => run('set', key, () => void data.set(key, JSON.stringify(value))),
    remove: (key) => run('remove', key, () => void data.delete(key)),
    names: () => run('names', '', () => [...data.keys()]),
  };
  async function run<T>(operation: Operation, key: string, work: () => T): Promise<T> {
    await storage.before(operation, key);
    const result = work();
    await storage.after(operation, key);
    return result;
  }
  return storage;
}
