import { lazy, Suspense } from 'react';
import { UndoBar } from './UndoBar.tsx';
import type { ClientsScreen } from './use-clients-screen.ts';

const ClientDialog = lazy(() => import('./ClientDialog.tsx'));

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
      <UndoBar
        name={actions.deleted?.name ?? null}
        onUndo={actions.undoDelete}
        onDismiss={actions.dismissDeleted}
      />
    </>
  );
}
