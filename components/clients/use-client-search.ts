import { useEffect, useState } from 'react';
import type { ClientDigest } from '../../lib/billing/digest.ts';

type Search = typeof import('../../lib/clients/client-search.ts');

/** null until it is loaded, in idle time: it is not part of the popup's script. */
export function useClientSearch(rows: readonly ClientDigest[]): Search['searchClients'] | null {
  const [search, setSearch] = useState<Search | null>(null);
  useEffect(() => {
    const handle = requestIdleCallback(() => {
      import('../../lib/clients/client-search.ts').then(setSearch, () => undefined);
    });
    return () => cancelIdleCallback(handle);
  }, []);
  useEffect(() => search?.prepareSearch(rows), [search, rows]);
  return search?.searchClients ?? null;
}
