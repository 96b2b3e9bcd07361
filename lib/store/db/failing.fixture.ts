/** Operations of IndexedDB that a refresh or an edit can fail at, in the order in which they are called. */
const OPERATIONS = [
  'get',
  'getAll',
  'getKey',
  'getAllKeys',
  'count',
  'put',
  'add',
  'delete',
  'clear',
  'openCursor',
] as const;

export interface FailingOperations {
  /** false: there was no nth operation. */
  hasFailed(): boolean;
  /** Lets every operation work again. */
  restore(): void;
}

/** From now on the nth operation on any object store, counted from 1, and those after it throw what a browser throws. */
export function failFrom(nth: number, error: () => DOMException): FailingOperations {
  let called = 0;
  const prototype = IDBObjectStore.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const originals = OPERATIONS.map((name) => [name, prototype[name]] as const);
  for (const [name, original] of originals) {
    if (!original) continue;
    prototype[name] = function operate(this: IDBObjectStore, ...args: unknown[]) {
      called += 1;
      if (called >= nth) throw error();
      return original.apply(this, args);
    };
  }
  return {
    hasFailed: () => called >= nth,
    restore: () => {
      for (const [name, original] of originals) if (original) prototype[name] = original;
    },
  };
}
