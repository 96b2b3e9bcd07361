import { lazy, Suspense } from 'react';
import type { RefreshControl } from './use-refresh.ts';

const UnlockForm = lazy(() => import('./UnlockForm.tsx').then((module) => ({ default: module.UnlockForm })));

export function UnlockGate({ refresh }: { refresh: RefreshControl }) {
  if (!refresh.needsUnlock) return null;
  return (
    <Suspense fallback={null}>
      <UnlockForm
        onCancel={refresh.dismissUnlock}
        onUnlocked={(started) => {
          refresh.dismissUnlock();
          if (!started) void refresh.start();
        }}
      />
    </Suspense>
  );
}
