import { useCallback, useEffect, useRef, useState } from 'react';
import type { ClientsResult } from '../../lib/clients/clients-data.ts';
import { type ClientsFollower, followClients } from '../../lib/clients/follow-clients.ts';

/** @param first read before the first paint; null: still being read by `reading` */
export function useClientsData(first: ClientsResult | null, reading: Promise<ClientsResult>) {
  const [result, setResult] = useState(first);
  const follower = useRef<ClientsFollower | null>(null);
  useEffect(() => {
    const following = followClients(reading, setResult);
    follower.current = following;
    return () => following.stop();
  }, [reading]);
  const reload = useCallback(async () => follower.current?.reload(), []);

  const isTop = result?.ok === true && result.data.firstScreen !== null;
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

function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
