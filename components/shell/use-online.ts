import { useEffect, useState } from 'react';

const look = () => (navigator.onLine ? Date.now() : null);

/** When the browser came online, or was first seen so (milliseconds since 1970); null: it is offline. */
export function useOnline(): number | null {
  const [since, setSince] = useState(look);
  useEffect(() => {
    const update = () => setSince(look());
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    return () => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    };
  }, []);
  return since;
}
