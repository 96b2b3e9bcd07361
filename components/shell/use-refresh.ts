import { useEffect, useState } from 'react';
import { type FailedRefresh, lastingFailure } from '../../lib/clients/refresh-failure.ts';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import type { VaultState } from '../../lib/messaging/messages.ts';
import { send } from '../../lib/messaging/send.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { REFRESH_WISH_MS, type RefreshState } from '../../lib/model/refresh.ts';
import { useOnline } from './use-online.ts';

export interface RefreshControl {
  running: boolean;
  fraction: number | null;
  /** Of the last refresh, while its cause lasts; null: it succeeded, or there was none. */
  failure: Failure | null;
  online: boolean;
  needsUnlock: boolean;
  start: () => Promise<void>;
  cancel: () => void;
  dismissUnlock: () => void;
}

/** @param reload reads the page's data again; a background that died could not announce the end */
export function useRefresh(
  state: RefreshState | null,
  reload: () => Promise<void>,
  { vault, reloadVault }: { vault: VaultState | null; reloadVault: () => Promise<void> },
): RefreshControl {
  // From the click until the shared state follows.
  const [starting, setStarting] = useState(false);
  const [startFailure, setStartFailure] = useState<FailedRefresh | null>(null);
  const onlineSince = useOnline();
  // Opened or dismissed on this page; null: the background decides.
  const [unlock, setUnlock] = useState<'requested' | 'dismissed' | null>(
    location.hash === '#unlock' ? 'requested' : null,
  );
  const [cancelling, setCancelling] = useState(false);
  const running = starting || state?.phase === 'running';

  useEffect(() => {
    if (!running) setCancelling(false);
  }, [running]);

  useEffect(() => onAnnouncement((topic) => topic === 'unlock' && setUnlock('requested')), []);

  const waiting = vault?.exists && (vault.refreshWaits || waitsForUnlock(state));
  const needsUnlock =
    !vault?.unlocked && unlock !== 'dismissed' && (unlock === 'requested' || waiting === true);

  const start = async () => {
    setStarting(true);
    setStartFailure(null);
    const answer = await send('refresh.start', {});
    if (!answer.ok && answer.code === 'locked') {
      setUnlock('requested');
      await reloadVault();
    } else if (!answer.ok && answer.code !== 'already-running' && answer.code !== 'cancelled')
      setStartFailure({ failure: answer, at: Date.now() });
    await reload();
    setStarting(false);
  };
  const shared = failedIn(state);
  const failed = lastingFailure(startFailure ?? shared, {
    onlineSince,
    hasKey: vault?.exists === true,
    lastDone: state?.phase === 'done' ? state.endedAt : null,
  });
  return {
    running,
    fraction: cancelling || state?.phase !== 'running' ? null : state.fraction,
    failure: running ? null : failed,
    online: onlineSince !== null,
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

function failedIn(state: RefreshState | null): FailedRefresh | null {
  if (state?.phase !== 'failed' || state.failure === null || state.failure.code === 'locked') return null;
  return { failure: state.failure, at: state.endedAt ?? state.startedAt };
}

function waitsForUnlock(state: RefreshState | null): boolean {
  if (state?.phase !== 'failed' || state.failure?.code !== 'locked') return false;
  return Date.now() - (state.endedAt ?? state.startedAt) < REFRESH_WISH_MS;
}
