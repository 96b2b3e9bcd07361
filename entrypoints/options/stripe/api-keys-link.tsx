import type { ReactNode } from 'react';
import type { Mode } from '../../../lib/model/connection.ts';
import { apiKeysPage } from './restricted-key-link.ts';

/** For `<link>…</link>` in a message: Stripe's list of API keys, where a key is rolled or deleted. */
export const apiKeysLink = (mode: Mode) => (chunks: readonly ReactNode[]) => (
  <a key="link" href={apiKeysPage(mode)} target="_blank" rel="noreferrer">
    {chunks}
  </a>
);
