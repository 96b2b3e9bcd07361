import { Component, lazy, type ReactNode, Suspense } from 'react';

// Rarely shown, so it is not part of the popup's script.
const BrokenPage = lazy(() => import('./BrokenPage.tsx').then((module) => ({ default: module.BrokenPage })));

/** A page that fails to render still offers to lock and to forget everything. */
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
