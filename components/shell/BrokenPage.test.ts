import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';

vi.mock('wxt/browser', () => ({ browser: {} }));

const { BrokenPage } = await import('./BrokenPage.tsx');
const { ErrorBoundary } = await import('./ErrorBoundary.tsx');

test('a page that throws becomes the broken page', () => {
  expect(ErrorBoundary.getDerivedStateFromError()).toEqual({ broken: true });
});

test('the broken page needs no store, and offers what helps', () => {
  const html = renderToStaticMarkup(createElement(BrokenPage));
  for (const action of ['Try again', 'Lock now', 'Copy diagnostics', 'Forget everything'])
    expect(html).toContain(action);
});
