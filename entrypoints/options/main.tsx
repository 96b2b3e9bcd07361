import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { t } from '../../lib/i18n/catalogues/options.ts';
import '../../components/kit/theme.css';
import { ErrorBoundary } from '../../components/shell/ErrorBoundary.tsx';
import './page.css';
import { App } from './App.tsx';

document.title = t('page-title');
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  );
}
