import { useCallback, useEffect, useRef, useState } from 'react';
import { onAnnouncement } from '../lib/messaging/announce.ts';
import type { RefreshState } from '../lib/messaging/messages.ts';
import { readRefreshState } from '../lib/store/meta.ts';
import { openStore } from '../lib/store/open.ts';
import { type ClientsPageResult, readClientsPage } from './clients-page.ts';

/**
 * The page's data, read anew whenever another context (or this one) says that it changed.
 * @param first what was read before the first paint; null: still being read
 * @param reading the read that `first` comes from
 */
export function useClientsPage(first: ClientsPageResult | null, reading: Promise<ClientsPageResult>) {
  const [result, setResult] = useState(first);
  // Answers may overtake each other: only the newest question's answer counts.
  const newest = useRef(0);
  const reload = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    const next = await readClientsPage('whole');
    if (mine === newest.current) setResult(next);
  }, []);
  const reloadRefresh = useCallback(async () => {
    const next = await readClientsPageRefresh();
    if (next === undefined) return;
    setResult((before) => (before?.ok ? { ok: true, page: { ...before.page, refresh: next } } : before));
    if (next?.phase !== 'running') await reload();
  }, [reload]);

  useEffect(() => {
    let gone = false;
    if (!first) void reading.then((read) => !gone && newest.current === 0 && setResult(read));
    const stop = onAnnouncement((topic) => {
      if (topic === 'refresh') void reloadRefresh();
      else if (topic !== 'vault' && topic !== 'unlock') void reload();
    });
    return () => {
      gone = true;
      stop();
    };
  }, [first, reading, reload, reloadRefresh]);

  const isTop = result?.ok === true && result.page.head !== null;
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

/** Resolves when the next frame is on the screen: what takes long must not come before it. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** undefined: the store did not answer; the state on screen stays. */
async function readClientsPageRefresh(): Promise<RefreshState | null | undefined> {
  try {
    return await readRefreshState<RefreshState>(await openStore());
  } catch {
    return undefined;
  }
}
