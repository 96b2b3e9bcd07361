import type { ReactNode } from 'react';
import type { Mode } from '../../../lib/model/connection.ts';
import { apiKeysPage } from './restricted-key-link.ts';

/** For `<link>…</link>` in a message. */
export const apiKeysLink = (mode: Mode) => (chunks: readonly ReactNode[]) => (
  <a key="link" href={apiKeysPage(mode)} target="_blank" rel="noreferrer">
    {chunks}
  </a>
);
