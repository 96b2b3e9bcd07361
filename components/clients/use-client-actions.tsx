import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { Editing } from '../../lib/clients/editing.ts';
import { failureWords } from '../../lib/i18n/failure-words.ts';
import { announce } from '../../lib/messaging/announce.ts';
import type { FailureCode } from '../../lib/model/failure.ts';
import type { ClientId } from '../../lib/model/ids.ts';
import type { Store } from '../../lib/store/db/open.ts';
import type { ClientRecord } from '../../lib/store/db/schema.ts';
import { Alert, Note } from '../kit/Alert.tsx';
import { Button } from '../kit/Button.tsx';
import { type Holders, watchSubscriptions } from '../subscription-picker/subscription-options.ts';
import type { RowActions } from './ClientRow.tsx';

const ClientDialog = lazy(() => import('./ClientDialog.tsx'));
/** Writing, and the form: nothing that the first paint needs. */
const editing = () => import('../../lib/clients/editing.ts');

/**
 * Everything a user does to clients, with the dialog and the notes that belong to it.
 * @param mainCurrency what new amounts are in until the user says otherwise
 */
export function useClientActions(store: Store, mainCurrency: string, holders: Holders) {
  const [opened, setOpened] = useState<ReadonlySet<ClientId>>(new Set());
  const [edited, setEdited] = useState<Editing | null>(null);
  const [deleted, setDeleted] = useState<ClientRecord | null>(null);
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const [waiting, setWaiting] = useState<string | null>(null);

  useEffect(() => watchSubscriptions(), []);
  useEffect(() => {
    // After the paint: was a new client typed and left?
    let gone = false;
    const later = setTimeout(() => {
      editing()
        .then((module) => module.waitingDraft(store))
        .then((name) => !gone && setWaiting(name))
        .catch(() => undefined);
    }, 200);
    return () => {
      gone = true;
      clearTimeout(later);
    };
  }, [store]);

  /** Runs a change; what cannot be done is said, what is done is told to the other pages. */
  const change = useCallback(async (work: () => Promise<{ ok: true } | { ok: false; code: FailureCode }>) => {
    setFailure(null);
    const done = await work();
    if (done.ok) announce('clients');
    else setFailure(done.code);
  }, []);

  const edit = useCallback(
    async (id: ClientId | null) => {
      setFailure(null);
      const { openForm } = await editing();
      const ready = await openForm(store, id, mainCurrency);
      if (ready.ok) setEdited(ready.editing);
      else setFailure(ready.code);
    },
    [store, mainCurrency],
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
      remove: (id) =>
        void change(async () => {
          const done = await (await editing()).deleteClient(store, id);
          if (done.ok) setDeleted(done.deleted);
          return done;
        }),
      link: (id, current, next) =>
        void change(async () => (await editing()).relink(store, id, current, next)),
    }),
    [store, edit, change],
  );

  const undo = () => {
    if (!deleted) return;
    setDeleted(null);
    void change(async () => (await editing()).restoreClient(store, deleted));
  };
  const discard = () => {
    setWaiting(null);
    void editing().then((module) => module.discardDraft(store));
  };

  const dialog: ReactNode = edited && (
    <Suspense fallback={null}>
      <ClientDialog
        {...edited}
        store={store}
        holders={holders}
        currency={mainCurrency}
        onClose={() => {
          setEdited(null);
          if (edited.client === null) setWaiting(null);
        }}
      />
    </Suspense>
  );
  const notes: ReactNode = (failure || (waiting !== null && !edited)) && (
    <>
      {failure && <Alert>{failureWords({ ok: false, code: failure })}</Alert>}
      {waiting !== null && !edited && (
        <Note
          actions={
            <>
              <Button size="sm" variant="primary" onClick={() => void edit(null)}>
                Continue
              </Button>
              <Button size="sm" onClick={discard}>
                Discard
              </Button>
            </>
          }
        >
          A new client is not saved yet{waiting === '' ? '.' : ': '}
          <bdi>{waiting}</bdi>
        </Note>
      )}
    </>
  );
  return {
    opened,
    rowActions,
    dialog,
    notes,
    add: () => void edit(null),
    deleted: deleted?.name ?? null,
    undo,
    forgetDeleted: () => setDeleted(null),
  };
}
