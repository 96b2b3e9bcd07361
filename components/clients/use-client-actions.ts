import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Editing } from '../../lib/clients/editing.ts';
import { nowSeconds } from '../../lib/clients/now.ts';
import type { FailureCode } from '../../lib/model/failure.ts';
import type { ClientId, Link } from '../../lib/model/ids.ts';
import type { Store } from '../../lib/store/db/open.ts';

import { watchSubscriptions } from '../subscription-picker/subscription-options.ts';

/** Not needed for the first paint. */
const editing = () => import('../../lib/clients/editing.ts');

export interface RowActions {
  toggle: (id: ClientId) => void;
  edit: (id: ClientId) => void;
  archive: (id: ClientId) => void;
  remove: (id: ClientId) => void;
  /** Replaces the client's first link; null unlinks it. `move`: whoever has it loses it. */
  link: (id: ClientId, current: Link | null, next: Link | null, move: boolean) => void;
}

export interface ClientActions {
  rowActions: RowActions;
  add: () => void;
  opened: ReadonlySet<ClientId>;
  form: Editing | null;
  closeForm: () => void;
  /** Name of an unsaved new client. */
  unsaved: string | null;
  discardUnsaved: () => void;
  /** The undo entry of what this page did last; null: nothing yet. */
  recent: string | null;
  /** The page did something else that can be taken back. */
  done: (undo: string | null) => void;
  failure: FailureCode | null;
}

/** @param currency of new amounts, until the user chooses another */
export function useClientActions(store: Store, currency: string): ClientActions {
  const [opened, setOpened] = useState<ReadonlySet<ClientId>>(new Set());
  const [form, setForm] = useState<Editing | null>(null);
  const [recent, setRecent] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const [unsaved, setUnsaved] = useState<string | null>(null);

  useEffect(() => watchSubscriptions(), []);
  useEffect(() => {
    let gone = false;
    const later = setTimeout(() => {
      editing()
        .then((module) => module.waitingDraft(store))
        .then((name) => !gone && setUnsaved(name))
        .catch(() => undefined);
    }, 200);
    return () => {
      gone = true;
      clearTimeout(later);
    };
  }, [store]);

  const change = useCallback(async (work: () => Promise<{ ok: true } | { ok: false; code: FailureCode }>) => {
    setFailure(null);
    const done = await work();
    if (!done.ok) setFailure(done.code);
  }, []);

  const edit = useCallback(
    async (id: ClientId | null) => {
      setFailure(null);
      const { openForm } = await editing();
      const ready = await openForm(store, id, currency);
      if (ready.ok) setForm(ready.editing);
      else setFailure(ready.code);
    },
    [store, currency],
  );
  const rowActions = useMemo<RowActions>(
    () => ({
      toggle: (id) =>
        setOpened((before) => {
          const next = new Set(before);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      edit: (id) => void edit(id),
      archive: (id) =>
        void change(async () => {
          const done = await (await editing()).archiveClients(store, [{ id }], nowSeconds());
          if (done.ok) setRecent(done.undo);
          return done;
        }),
      remove: (id) =>
        void change(async () => {
          const done = await (await editing()).deleteClients(store, [{ id }], nowSeconds());
          if (done.ok) setRecent(done.undo);
          return done;
        }),
      link: (id, current, next, move) =>
        void change(async () => {
          const done = await (await editing()).relink(store, id, { current, next, move });
          if (done.ok && 'undo' in done) setRecent(done.undo);
          return done;
        }),
    }),
    [store, edit, change],
  );

  return {
    rowActions,
    add: () => void edit(null),
    opened,
    form,
    closeForm: () => {
      setForm(null);
      if (form?.client === null) setUnsaved(null);
    },
    unsaved,
    discardUnsaved: () => {
      setUnsaved(null);
      void editing().then((module) => module.discardDraft(store));
    },
    recent,
    done: setRecent,
    failure,
  };
}
