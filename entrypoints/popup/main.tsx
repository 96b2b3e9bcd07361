import { createRoot } from 'react-dom/client';
import '../../components/kit/theme.css';
import { ErrorBoundary } from '../../components/shell/ErrorBoundary.tsx';
import { isPopup } from '../../components/shell/PageLink.tsx';
import { readClientsData } from '../../lib/clients/clients-data.ts';
import { App } from './App.tsx';
import './page.css';

/** Milliseconds before a loading screen; faster reads paint once. */
const PATIENCE = 250;

// Loading React while the store reads was slower at every size: 119 instead of 85 ms.
const reading = readClientsData('first');
const root = document.getElementById('root');
if (root) {
  document.documentElement.dataset.surface = isPopup() ? 'popup' : 'tab';
  const patience = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE);
  });
  void Promise.race([reading, patience]).then((first) =>
    createRoot(root).render(
      <ErrorBoundary>
        <App first={first} reading={reading} />
      </ErrorBoundary>,
    ),
  );
}
