import type { Store } from './open.ts';

/** A call of the store: `['getAll', 'invoices', range]`. */
type Call = readonly [method: string, ...given: unknown[]];

export interface Hold {
  /** Resolves when the call has come, and waits. */
  reached: Promise<void>;
  /** Lets it through. */
  release(): void;
}

export interface HoldableStore {
  store: Store;
  /** The next call that matches waits until it is released. Not of `transaction`, which cannot wait. */
  hold(matches: (call: Call) => boolean): Hold;
}

/** A store in which a test can stop whoever uses it at a call, and let others go on. */
export function holdable(real: Store): HoldableStore {
  const holds: { matches: (call: Call) => boolean; enter: () => Promise<void> }[] = [];
  return {
    store: new Proxy(real, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          const index = holds.findIndex(({ matches }) => matches([String(name), ...given]));
          const [held] = index < 0 ? [] : holds.splice(index, 1);
          return held ? held.enter().then(() => value.apply(target, given)) : value.apply(target, given);
        };
      },
    }),
    hold(matches) {
      const [reached, come] = settable();
      const [released, release] = settable();
      holds.push({
        matches,
        enter: () => {
          come();
          return released;
        },
      });
      return { reached, release };
    },
  };
}

/** A promise with the function that resolves it (`Promise.withResolvers` needs a newer Node). */
export function settable(): [promise: Promise<void>, resolve: () => void] {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return [promise, resolve];
}
