import { useCallback, useEffect, useState } from 'react';
import { onAnnouncement } from '../lib/messaging/announce.ts';
import type { VaultState } from '../lib/messaging/messages.ts';
import { send } from '../lib/messaging/send.ts';

/** The shortest lock is five minutes: telling more often than this adds nothing. In milliseconds. */
const TELL_EVERY = 20_000;

/** The vault's state, asked after the first paint; null until it is known. */
export function useVault() {
  const [state, setState] = useState<VaultState | null>(null);
  const reload = useCallback(async () => {
    const answer = await send('vault.state', {});
    if (answer.ok) setState(answer);
  }, []);
  useEffect(() => {
    // An idle moment after the paint: the question starts the background, which competes for the processor.
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

/** While unlocked, tells the background that the user is at work here, so that the auto-lock counts from now. */
function useTouch(unlocked: boolean): void {
  useEffect(() => {
    if (!unlocked) return;
    let told = Number.NEGATIVE_INFINITY;
    const touch = (event: Event) => {
      if (!event.isTrusted || event.timeStamp - told < TELL_EVERY) return;
      told = event.timeStamp;
      void send('vault.touch', {});
    };
    const options = { capture: true, passive: true };
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, touch, options);
    return () => {
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, touch, options);
    };
  }, [unlocked]);
}
