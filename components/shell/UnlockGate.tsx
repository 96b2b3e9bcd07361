import { lazy, Suspense } from 'react';
import type { Refresh } from './use-refresh.ts';

const UnlockForm = lazy(() => import('./UnlockForm.tsx').then((module) => ({ default: module.UnlockForm })));

/** The Unlock form, as long as a refresh waits for it; the refresh goes on after it. */
export function UnlockGate({ refresh }: { refresh: Refresh }) {
  if (!refresh.needsUnlock) return null;
  return (
    <Suspense fallback={null}>
      <UnlockForm
        title="Unlock to refresh"
        onCancel={refresh.dismissUnlock}
        onUnlocked={(started) => {
          refresh.dismissUnlock();
          if (!started) void refresh.start();
        }}
      />
    </Suspense>
  );
}
