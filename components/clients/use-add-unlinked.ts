import { useCallback, useEffect, useState } from 'react';
import type { ClientsData } from '../../lib/clients/clients-data.ts';
import { nowSeconds } from '../../lib/clients/now.ts';
import type { FailureCode } from '../../lib/model/failure.ts';

/** Not needed for the first paint. */
const unlinked = () => import('../../lib/clients/unlinked.ts');

/** Subscriptions that no client is linked to, as far as one click adds them; 0 until counted. */
export function useAddUnlinked({ store, view, firstScreen }: ClientsData) {
  const [count, setCount] = useState(0);
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const isWhole = firstScreen === null;
  useEffect(() => {
    if (!isWhole) return;
    let gone = false;
    const look = async () => {
      const { readUnlinked, isAddable } = await unlinked();
      const found = (await readUnlinked(store, view.rows)).filter(isAddable).length;
      if (!gone) setCount(found);
    };
    const handle = requestIdleCallback(() => void look().catch(() => undefined), { timeout: 1000 });
    return () => {
      gone = true;
      cancelIdleCallback(handle);
    };
  }, [store, view, isWhole]);
  /** One client per Stripe customer, with one Undo. */
  const addAll = useCallback(async () => {
    const { addUnlinked } = await unlinked();
    const done = await addUnlinked(store, { links: null, per: 'customer', now: nowSeconds() });
    setFailure(done.ok ? null : done.code);
  }, [store]);
  return { count, addAll, failure };
}
