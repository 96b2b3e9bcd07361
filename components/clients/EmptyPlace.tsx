import { lazy, Suspense } from 'react';
import type { ClientsScreen } from './use-clients-screen.ts';

// Rarely shown, so it is not part of the popup's script.
const EmptyState = lazy(() => import('./EmptyState.tsx').then((module) => ({ default: module.EmptyState })));

export function EmptyPlace({ screen }: { screen: ClientsScreen }) {
  return (
    <Suspense fallback={null}>
      <EmptyState screen={screen} />
    </Suspense>
  );
}
