import { useEffect, useState } from 'react';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import type { OneTotalSettings } from '../../lib/model/settings.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { readOneTotal } from '../../lib/store/records/one-total.ts';

/** Follows the settings in every page; null: not read yet, or unreadable. */
export function useOneTotal(): OneTotalSettings | null {
  const [settings, setSettings] = useState<OneTotalSettings | null>(null);
  useEffect(() => {
    let newest = 0;
    const read = async () => {
      newest += 1;
      const mine = newest;
      const found = await openStore().then(readOneTotal, () => null);
      if (mine === newest) setSettings(found);
    };
    void read();
    const stop = onAnnouncement((topic) => {
      if (topic === 'settings' || topic === 'forgotten') void read();
    });
    return () => {
      newest = -1;
      stop();
    };
  }, []);
  return settings;
}
