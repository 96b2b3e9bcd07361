import { useEffect } from 'react';
import { send } from '../../lib/messaging/send.ts';

/** The shortest lock is five minutes: telling more often than this adds nothing. In milliseconds. */
const TELL_EVERY = 20_000;

/** While unlocked, tells the background that the user is at work here, so that the auto-lock counts from now. */
export function useTouch(unlocked: boolean): void {
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
