import { Component, lazy, type ReactNode, Suspense } from 'react';

// Rarely shown: not part of the popup's script.
const BrokenPage = lazy(() => import('./BrokenPage.tsx').then((module) => ({ default: module.BrokenPage })));

/** Around every page: what throws while it is painted leaves a way to lock and to forget, never a white page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Suspense fallback={null}>
        <BrokenPage />
      </Suspense>
    );
  }
}
