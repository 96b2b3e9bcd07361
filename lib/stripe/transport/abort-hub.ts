export interface AbortHub {
  aborted(): boolean;
  /** Calls `act` on abort, immediately if already aborted. Returns the unsubscriber. */
  onAbort(act: () => void): () => void;
}

export function createAbortHub(signal: AbortSignal | undefined): AbortHub {
  const waiting = new Set<() => void>();
  signal?.addEventListener(
    'abort',
    () => {
      const all = [...waiting];
      waiting.clear();
      for (const act of all) act();
    },
    { once: true },
  );
  return {
    aborted: () => signal?.aborted ?? false,
    onAbort(act) {
      if (signal?.aborted) {
        act();
        return () => undefined;
      }
      waiting.add(act);
      return () => void waiting.delete(act);
    },
  };
}
