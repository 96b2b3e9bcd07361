import { useEffect, useState } from 'react';
import type { ClientsData } from '../../lib/clients/clients-data.ts';
import { readUnlinked } from '../../lib/clients/unlinked.ts';
import type { Seconds } from '../../lib/model/units.ts';
import { type UnlinkedSums, unlinkedSums } from './unlinked-sums.ts';

/** What no client is linked to; null: not read yet. Read again whenever the clients or the figures change. */
export function useUnlinkedSums({ store, view }: ClientsData, now: Seconds): UnlinkedSums | null {
  const [sums, setSums] = useState<UnlinkedSums | null>(null);
  useEffect(() => {
    let gone = false;
    // Without it the card is absent, as it is without unlinked subscriptions.
    const read = () =>
      readUnlinked(store, view.rows).then(
        (options) => !gone && setSums(unlinkedSums(options, now)),
        () => undefined,
      );
    // After the table is painted.
    const handle = requestIdleCallback(() => void read());
    return () => {
      gone = true;
      cancelIdleCallback(handle);
    };
  }, [store, view, now]);
  return sums;
}
