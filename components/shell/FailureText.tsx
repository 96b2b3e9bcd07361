import { lazy, Suspense } from 'react';
import type { Failure } from '../../lib/model/failure.ts';

// These sentences are large and rarely needed, so they are not part of the popup's script.
const FailureSentence = lazy(() =>
  import('./FailureSentence.tsx').then((module) => ({ default: module.FailureSentence })),
);

export function FailureText({ failure }: { failure: Failure }) {
  return (
    <Suspense fallback={null}>
      <FailureSentence failure={failure} />
    </Suspense>
  );
}
