import { lazy, Suspense } from 'react';
import type { ClientsScreen } from './use-clients-screen.ts';

// Wanted after a click, so they are not part of the popup's script.
const ClientDialog = lazy(() => import('./ClientDialog.tsx'));
const UndoBar = lazy(() => import('./UndoBar.tsx').then((module) => ({ default: module.UndoBar })));

export function ClientOverlays({ screen }: { screen: ClientsScreen }) {
  const { actions, list, currency, data } = screen;
  return (
    <>
      {actions.form && (
        <Suspense fallback={null}>
          <ClientDialog
            editing={actions.form}
            store={data.store}
            holders={list.holders}
            currency={currency}
            onClose={actions.closeForm}
          />
        </Suspense>
      )}
      {actions.deleted && (
        <Suspense fallback={null}>
          <UndoBar
            name={actions.deleted.name}
            onUndo={actions.undoDelete}
            onDismiss={actions.dismissDeleted}
          />
        </Suspense>
      )}
    </>
  );
}
