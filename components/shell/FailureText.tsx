import { lazy, Suspense } from 'react';
import type { Failure } from '../../lib/model/failure.ts';

// The sentences of failures are most of what a page can say, and rarely said: not part of the popup's script.
const FailureSentence = lazy(() =>
  import('./FailureSentence.tsx').then((module) => ({ default: module.FailureSentence })),
);

/** A failure in words, for the popup and the dashboard. */
export function FailureText({ failure }: { failure: Failure }) {
  return (
    <Suspense fallback={null}>
      <FailureSentence failure={failure} />
    </Suspense>
  );
}
