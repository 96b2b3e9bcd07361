import { lazy, Suspense } from 'react';
import type { ClientsScreen } from './use-clients-screen.ts';

// Few openings of the popup show it: not part of its script.
const EmptyState = lazy(() => import('./EmptyState.tsx').then((module) => ({ default: module.EmptyState })));

/** In the list's place while there is nothing to list. */
export function EmptyPlace({ screen }: { screen: ClientsScreen }) {
  return (
    <Suspense fallback={null}>
      <EmptyState screen={screen} />
    </Suspense>
  );
}
