import { createRoot } from 'react-dom/client';
import '../../components/kit/theme.css';
import { readClientsPage } from '../../lib/clients/clients-page.ts';
import { App } from './App.tsx';
import './page.css';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App reading={readClientsPage('whole')} />);
