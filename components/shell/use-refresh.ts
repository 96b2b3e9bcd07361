import { useEffect, useState } from 'react';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import type { VaultState } from '../../lib/messaging/messages.ts';
import { send } from '../../lib/messaging/send.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { REFRESH_WISH_MS, type RefreshState } from '../../lib/model/refresh.ts';

/** A refresh as the page shows it, and what the user may do with it. */
export interface Refresh {
  running: boolean;
  /** 0 to 1; null while it cannot be known. */
  fraction: number | null;
  /** Why the last one did not end well; null: it did, or none was. */
  failure: Failure | null;
  /** It waits for the passphrase. */
  needsUnlock: boolean;
  start: () => Promise<void>;
  cancel: () => void;
  dismissUnlock: () => void;
}

/**
 * @param state the state that every page shares, from the store
 * @param reload reads the page's data anew, for a background that died before it could announce
 */
export function useRefresh(
  state: RefreshState | null,
  reload: () => Promise<void>,
  { vault, reloadVault }: { vault: VaultState | null; reloadVault: () => Promise<void> },
): Refresh {
  // From the click until the shared state says something, and what only this click was told.
  const [asked, setAsked] = useState(false);
  const [own, setOwn] = useState<{ failure: Failure | null; at: number } | null>(null);
  // Whether the Unlock form was asked for here, or put away; else the background knows what waits.
  const [unlock, setUnlock] = useState<'asked' | 'dismissed' | null>(
    location.hash === '#unlock' ? 'asked' : null,
  );
  const [cancelling, setCancelling] = useState(false);
  const running = asked || state?.phase === 'running';

  useEffect(() => {
    if (!running) setCancelling(false);
  }, [running]);

  useEffect(() => onAnnouncement((topic) => topic === 'unlock' && setUnlock('asked')), []);

  const waits = vault?.exists && (vault.refreshWaits || waitsForUnlock(state));
  const needsUnlock = !vault?.unlocked && unlock !== 'dismissed' && (unlock === 'asked' || waits === true);

  const start = async () => {
    setAsked(true);
    setOwn(null);
    const answer = await send('refresh.start', {});
    if (!answer.ok && answer.code === 'locked') {
      setUnlock('asked');
      await reloadVault();
    } else if (!answer.ok && answer.code !== 'already-running' && answer.code !== 'cancelled')
      setOwn({ failure: answer, at: Date.now() });
    await reload();
    setAsked(false);
  };
  const shared = state?.phase === 'failed' && state.failure?.code !== 'locked' ? state.failure : null;
  return {
    running,
    fraction: cancelling || state?.phase !== 'running' ? null : state.fraction,
    failure: running ? null : (own?.failure ?? shared),
    needsUnlock: needsUnlock && !running,
    start: async () => {
      if (!running) await start();
    },
    cancel: () => {
      setCancelling(true);
      void send('refresh.cancel', {});
    },
    dismissUnlock: () => setUnlock('dismissed'),
  };
}

function waitsForUnlock(state: RefreshState | null): boolean {
  if (state?.phase !== 'failed' || state.failure?.code !== 'locked') return false;
  return Date.now() - (state.endedAt ?? state.startedAt) < REFRESH_WISH_MS;
}
