import { useEffect, useRef } from 'react';

/** Runs `work` each time an unlocked vault locks. */
export function useOnLock(unlocked: boolean, work: () => void): void {
  const wasUnlocked = useRef(unlocked);
  const current = useRef(work);
  current.current = work;
  useEffect(() => {
    const locked = wasUnlocked.current && !unlocked;
    wasUnlocked.current = unlocked;
    if (locked) current.current();
  }, [unlocked]);
}
