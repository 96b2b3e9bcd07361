import { useCallback, useEffect, useRef, useState } from 'react';
import type { ClientsPageResult } from '../../lib/clients/clients-page.ts';
import { followPage, type PageFollower } from '../../lib/clients/follow-store.ts';

/**
 * The page's data, as it is now.
 * @param first what was read before the first paint; null: still being read
 * @param reading the read that `first` comes from
 */
export function useClientsPage(first: ClientsPageResult | null, reading: Promise<ClientsPageResult>) {
  const [result, setResult] = useState(first);
  const follower = useRef<PageFollower | null>(null);
  useEffect(() => {
    const following = followPage(reading, setResult);
    follower.current = following;
    return () => following.stop();
  }, [reading]);
  const reload = useCallback(async () => follower.current?.reload(), []);

  const isTop = result?.ok === true && result.page.head !== null;
  useEffect(() => {
    if (!isTop) return;
    let gone = false;
    void painted().then(() => (gone ? undefined : reload()));
    return () => {
      gone = true;
    };
  }, [isTop, reload]);

  return { result, reload };
}

/** Resolves when the next frame is on the screen: what takes long must not come before it. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
