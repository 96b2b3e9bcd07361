import { useCallback, useEffect, useState } from 'react';
import { nowSeconds } from '../../lib/clients/now.ts';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import { UNDO_LASTS } from '../../lib/model/undo-lasts.ts';
import { MS_PER_SECOND } from '../../lib/model/units.ts';
import { type StoreResult, storeFailureCode } from '../../lib/store/db/errors.ts';
import type { Store } from '../../lib/store/db/open.ts';
import type { UndoEntry } from '../../lib/store/db/schema.ts';
import { type TakenBack, undoChange } from '../../lib/store/records/bulk.ts';
import { clearUndoStack, readUndoStack } from '../../lib/store/records/undo-stack.ts';

export type Undone = StoreResult<{ undone: TakenBack | null }>;

/** The last change that can be taken back, in whatever window it was made. */
export function useUndo(store: Store) {
  const [entry, setEntry] = useState<UndoEntry | null>(null);
  /** What the last Undo left to say. */
  const [undone, setUndone] = useState<Undone | null>(null);
  const look = useCallback(async () => {
    const stack = await readUndoStack(store, nowSeconds()).catch(() => []);
    setEntry((before) => {
      const last = stack.at(-1) ?? null;
      return before?.id === last?.id ? before : last;
    });
  }, [store]);

  useEffect(() => {
    void look();
    return onAnnouncement((topic) => {
      if (topic === 'clients' || topic === 'undo' || topic === 'forgotten') void look();
    });
  }, [look]);
  const until = entry && entry.at + UNDO_LASTS + 1;
  useEffect(() => {
    if (until === null) return;
    const timer = setTimeout(() => void look(), (until - nowSeconds()) * MS_PER_SECOND);
    return () => clearTimeout(timer);
  }, [until, look]);

  return {
    entry,
    undone,
    undo: async () => {
      if (!entry) return;
      const result = await undoChange(store, entry.id, nowSeconds());
      setUndone(isWorthSaying(result) ? result : null);
      await look();
    },
    dismiss: async () => {
      setUndone(null);
      if (undone) return;
      setEntry(null);
      await clearUndoStack(store).catch((error: unknown) =>
        setUndone({ ok: false, code: storeFailureCode(error) }),
      );
    },
  };
}

function isWorthSaying(result: Undone): boolean {
  return !result.ok || result.undone === null || result.undone.left + result.undone.elsewhere > 0;
}
