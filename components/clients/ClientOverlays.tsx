import { lazy, Suspense } from 'react';
import type { ClientsScreen } from './use-clients-screen.ts';

// None is needed for the first paint, so they are not part of the popup's script.
const ClientDialog = lazy(() => import('./ClientDialog.tsx'));
const UndoBar = lazy(() => import('./UndoBar.tsx'));

interface OverlaysProps {
  screen: ClientsScreen;
  /** The accessible name of what was done last; see `UndoBar`. */
  undoNamed?: 'done' | 'undo';
}

export function ClientOverlays({ screen, undoNamed = 'done' }: OverlaysProps) {
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
      <Suspense fallback={null}>
        <UndoBar store={data.store} recent={actions.recent} named={undoNamed} />
      </Suspense>
    </>
  );
}
