import { useMemo } from 'react';
import { useSubscriptionIndex } from '../../../components/subscription-picker/subscription-options.ts';
import { type ClientDigest, linksOf } from '../../../lib/billing/digest.ts';
import { linkedKeys } from '../../../lib/clients/unlinked.ts';
import type { SubscriptionOption } from '../../../lib/store/db/schema.ts';

export interface UnlinkedList {
  /** Active ones first, then by customer; null: being read. */
  all: readonly SubscriptionOption[] | null;
  /** Those that hold every word of the query, the most relevant first. */
  found: readonly SubscriptionOption[];
  failed: boolean;
}

/** Subscriptions that none of the clients has. Follows the store: `clients` and the subscriptions are read again. */
export function useUnlinked(clients: readonly ClientDigest[], query: string): UnlinkedList {
  const { index, failed } = useSubscriptionIndex(true);
  const linked = useMemo(() => linkedKeys(clients.map(linksOf)), [clients]);
  const all = useMemo(() => index?.without(linked, '') ?? null, [index, linked]);
  const found = useMemo(
    () => (query.trim() === '' || !index ? (all ?? []) : index.without(linked, query)),
    [index, linked, query, all],
  );
  return { all, found, failed };
}
