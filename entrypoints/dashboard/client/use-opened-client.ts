import { useCallback, useEffect, useState } from 'react';
import type { ClientId } from '../../../lib/model/ids.ts';

const PREFIX = '#client=';

/** The client in the address, so that a notification can open one and Back closes it. */
export function useOpenedClient(): [ClientId | null, (id: ClientId | null) => void] {
  const [id, setId] = useState(inAddress);
  useEffect(() => {
    const follow = () => setId(inAddress());
    window.addEventListener('popstate', follow);
    window.addEventListener('hashchange', follow);
    return () => {
      window.removeEventListener('popstate', follow);
      window.removeEventListener('hashchange', follow);
    };
  }, []);
  const open = useCallback((next: ClientId | null) => {
    const before = inAddress();
    const address = next === null ? location.pathname : `${PREFIX}${encodeURIComponent(next)}`;
    // One step back closes the panel, however many clients it has shown.
    if (before === null && next !== null) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    setId(next);
  }, []);
  return [id, open];
}

function inAddress(): ClientId | null {
  if (!location.hash.startsWith(PREFIX)) return null;
  try {
    return decodeURIComponent(location.hash.slice(PREFIX.length)) as ClientId;
  } catch {
    return null;
  }
}
