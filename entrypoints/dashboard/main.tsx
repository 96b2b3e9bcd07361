import { createRoot } from 'react-dom/client';
import { t } from '../../lib/i18n/catalogues/dashboard.ts';
import '../../components/kit/theme.css';
import { ErrorBoundary } from '../../components/shell/ErrorBoundary.tsx';
import { readClientsData } from '../../lib/clients/clients-data.ts';
import { App } from './App.tsx';
import './page.css';

document.title = t('title');
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <ErrorBoundary>
      <App reading={readClientsData('whole')} />
    </ErrorBoundary>,
  );
}
