import { useEffect, useState } from 'react';
import type { IndexedOption, SubscriptionIndex } from '../../lib/clients/subscription-search.ts';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import type { ClientId, Link } from '../../lib/model/ids.ts';

/** By `linkKey`; called only when a dropdown opens. */
export type Holders = () => ReadonlyMap<string, { id: ClientId; name: string }>;

/** Shared by all dropdowns of the page. */
let prepared: Promise<SubscriptionIndex> | null = null;

/** Loaded here, so that it is not part of the popup's script. */
const prepare = async (): Promise<SubscriptionIndex> =>
  (await import('../../lib/clients/subscription-search.ts')).readSubscriptionIndex();

/** Called when the pointer or focus comes near, so the dropdown opens without a wait. */
export function preloadSubscriptions(): Promise<SubscriptionIndex> {
  prepared ??= prepare();
  prepared.catch(() => {
    prepared = null;
  });
  return prepared;
}

/** null until read. Updates after a refresh. */
export function useSubscriptionIndex(open: boolean): { index: SubscriptionIndex | null; failed: boolean } {
  const [state, setState] = useState<{ index: SubscriptionIndex | null; failed: boolean }>({
    index: null,
    failed: false,
  });
  useEffect(() => {
    if (!open) return;
    let gone = false;
    const load = () =>
      preloadSubscriptions().then(
        (index) => !gone && setState({ index, failed: false }),
        () => !gone && setState({ index: null, failed: true }),
      );
    void load();
    const stop = onAnnouncement((topic) => {
      if (topic === 'refresh' || topic === 'connections' || topic === 'forgotten') void load();
    });
    return () => {
      gone = true;
      stop();
    };
  }, [open]);
  return state;
}

/** Drops the cache when it may be outdated; returns a stop function. Mount once per page. */
export function watchSubscriptions(): () => void {
  return onAnnouncement((topic) => {
    if (topic === 'refresh' || topic === 'connections' || topic === 'forgotten') prepared = null;
  });
}

export const linkOf = (entry: IndexedOption): Link => ({
  connectionId: entry.option.connectionId,
  subscriptionId: entry.option.id,
});
