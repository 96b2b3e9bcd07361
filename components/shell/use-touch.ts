import { useEffect } from 'react';
import { send } from '../../lib/messaging/send.ts';

/** Milliseconds; short beside the shortest lock, five minutes. */
const SEND_EVERY = 20_000;

/** While unlocked, any user activity restarts the auto-lock countdown. */
export function useTouch(unlocked: boolean): void {
  useEffect(() => {
    if (!unlocked) return;
    let sent = Number.NEGATIVE_INFINITY;
    const touch = (event: Event) => {
      if (!event.isTrusted || event.timeStamp - sent < SEND_EVERY) return;
      sent = event.timeStamp;
      void send('vault.touch', {});
    };
    const options = { capture: true, passive: true };
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, touch, options);
    return () => {
      for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, touch, options);
    };
  }, [unlocked]);
}
