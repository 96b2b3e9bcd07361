import { useState } from 'react';
import type { ListedClient } from '../../../components/clients/use-client-list.ts';
import { nowSeconds } from '../../../lib/clients/now.ts';
import type { StoreFailureCode } from '../../../lib/model/failure.ts';
import type { Store } from '../../../lib/store/db/open.ts';
import {
  archiveClients,
  type BulkResult,
  deleteClients,
  restoreClients,
  setType,
  unlinkClients,
} from '../../../lib/store/records/bulk.ts';

export type PanelAction = 'archive' | 'restore' | 'delete' | 'unlink' | 'type';

/** What is asked before it is done. The rows are those that the question is about, as they were then. */
export interface Question {
  action: PanelAction;
  rows: readonly ListedClient[];
  hidden: number;
}

export type BulkFailure = { code: StoreFailureCode } | { left: number };

interface Bulk {
  question: Question | null;
  /** Asks first, unless it only brings back what is in sight. */
  ask: (question: Question) => void;
  cancel: () => void;
  busy: boolean;
  failure: BulkFailure | null;
  confirm: (type: string) => void;
}

/** @param onDone with the entry that Undo takes back */
export function useBulk(store: Store, onDone: (undo: string | null) => void): Bulk {
  const [question, setQuestion] = useState<Question | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<BulkFailure | null>(null);

  const act = async (asked: Question, type: string) => {
    setBusy(true);
    setFailure(null);
    const done = await perform(store, asked, type);
    setBusy(false);
    if (!done.ok) return setFailure({ code: done.code });
    if (done.done === 0 && done.left > 0) return setFailure({ left: done.left });
    setQuestion(null);
    onDone(done.undo);
  };
  return {
    question,
    ask: (asked) => {
      setFailure(null);
      if (asked.action === 'restore' && asked.hidden === 0) void act(asked, '');
      else setQuestion(asked);
    },
    cancel: () => {
      setQuestion(null);
      setFailure(null);
    },
    busy,
    failure,
    confirm: (type) => {
      if (question && !busy) void act(question, type);
    },
  };
}

function perform(store: Store, { action, rows }: Question, type: string): Promise<BulkResult> {
  const targets = rows.map(({ client }) => client);
  const now = nowSeconds();
  switch (action) {
    case 'archive':
      return archiveClients(store, targets, now);
    case 'restore':
      return restoreClients(store, targets, now);
    case 'delete':
      return deleteClients(store, targets, now);
    case 'unlink':
      return unlinkClients(store, targets, now);
    case 'type':
      return setType(store, targets, { type, now });
  }
}
