/** The smallest popup that React can make: what every popup of ours is compared with. */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root) createRoot(root).render(createElement('main', null, 'Blank'));
