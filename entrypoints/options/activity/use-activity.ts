import { useEffect, useState } from 'react';
import { onAnnouncement } from '../../../lib/messaging/announce.ts';
import { openStore } from '../../../lib/store/db/open.ts';
import type { RequestRecord } from '../../../lib/store/db/schema.ts';
import { countRequestsThisMonth, listRequests } from '../../../lib/store/records/requests.ts';

export interface Activity {
  requests: RequestRecord[];
  more: boolean;
  monthCount: number;
}

/** In milliseconds: a running refresh announces many times a second. */
const FOLLOW_EVERY = 1000;

/** null: not read yet. */
export function useActivity(limit: number): Activity | 'unreadable' | null {
  const [activity, setActivity] = useState<Activity | 'unreadable' | null>(null);
  useEffect(() => {
    let stopped = false;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      waiting = undefined;
      try {
        const store = await openStore();
        const [found, monthCount] = await Promise.all([
          listRequests(store, { limit: limit + 1 }),
          countRequestsThisMonth(store, Date.now()),
        ]);
        if (!stopped) {
          setActivity({ requests: found.slice(0, limit), more: found.length > limit, monthCount });
        }
      } catch {
        if (!stopped) setActivity('unreadable');
      }
    };
    void read();
    const stop = onAnnouncement((topic) => {
      if (topic === 'refresh' || topic === 'connections' || topic === 'forgotten') {
        waiting ??= setTimeout(() => void read(), FOLLOW_EVERY);
      }
    });
    return () => {
      stopped = true;
      clearTimeout(waiting);
      stop();
    };
  }, [limit]);
  return activity;
}
