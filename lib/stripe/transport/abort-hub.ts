/** One listener on a signal for any number of waits: each wait comes and goes, the listener stays. */
export interface AbortHub {
  aborted(): boolean;
  /** Calls `act` when the signal aborts, at once where it has; returns how to take that back. */
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
