import { createRoot } from 'react-dom/client';
import '../../components/kit/theme.css';
import { isPopup } from '../../components/shell/PageLink.tsx';
import { readClientsPage } from '../../lib/clients/clients-page.ts';
import { App } from './App.tsx';
import './page.css';

/** A read that takes longer than this gets a loading screen; a shorter one paints once, with everything. In milliseconds. */
const PATIENCE = 250;

// Loading React in a second step, while the store reads, was measured slower at every size: 119 instead of 85 ms.
const reading = readClientsPage('first');
const root = document.getElementById('root');
if (root) {
  document.documentElement.dataset.surface = isPopup() ? 'popup' : 'tab';
  const patience = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE);
  });
  void Promise.race([reading, patience]).then((first) =>
    createRoot(root).render(<App first={first} reading={reading} />),
  );
}
