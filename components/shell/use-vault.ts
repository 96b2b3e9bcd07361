import { useCallback, useEffect, useState } from 'react';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import type { VaultState } from '../../lib/messaging/messages.ts';
import { send } from '../../lib/messaging/send.ts';
import { useTouch } from './use-touch.ts';

export function useVault() {
  const [state, setState] = useState<VaultState | null>(null);
  const reload = useCallback(async () => {
    const answer = await send('vault.state', {});
    if (answer.ok) setState(answer);
  }, []);
  useEffect(() => {
    // After the first paint: the message starts the background, which competes for the processor.
    const later = setTimeout(() => void reload(), 50);
    const stop = onAnnouncement((topic) => {
      if (topic === 'vault' || topic === 'unlock' || topic === 'connections' || topic === 'forgotten')
        void reload();
    });
    return () => {
      clearTimeout(later);
      stop();
    };
  }, [reload]);
  useTouch(state?.unlocked ?? false);
  return { vault: state, reloadVault: reload };
}
