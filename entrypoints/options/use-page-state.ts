import { useCallback, useEffect, useRef, useState } from 'react';
import { browser } from 'wxt/browser';
import { onAnnouncement } from '../../lib/messaging/announce.ts';
import type { GuardsState, VaultState } from '../../lib/messaging/messages.ts';
import { send } from '../../lib/messaging/send.ts';
import type { Failure } from '../../lib/model/failure.ts';
import type { Settings } from '../../lib/model/settings.ts';
import { storeFailureCode } from '../../lib/store/db/errors.ts';
import { openStore } from '../../lib/store/db/open.ts';
import type { ConnectionRecord } from '../../lib/store/db/schema.ts';
import { listConnections } from '../../lib/store/records/connections.ts';
import { readSettings } from '../../lib/store/records/settings.ts';

/** Read together, so sections never contradict each other. */
export interface PageState {
  vault: VaultState;
  /** null: the browser could not be asked. */
  guards: GuardsState | null;
  noticesAllowed: boolean;
  /** A failure: the database can't be read. The rest doesn't depend on it. */
  stored: Stored | Failure;
}

export interface Stored {
  ok: true;
  connections: ConnectionRecord[];
  settings: Settings;
}

export type Loaded =
  | { phase: 'loading' }
  | { phase: 'failed'; failure: Failure }
  /** `failure`: the latest read failed, so `state` is older. */
  | { phase: 'ready'; state: PageState; failure: Failure | null };

/** Milliseconds between polls: the browser sends no event when its rule is removed. */
const LOOK_EVERY = 3_000;

async function askGuards(): Promise<GuardsState | null> {
  const answer = await send('connection.guards', {});
  return answer.ok ? answer : null;
}

async function readStored(): Promise<Stored | Failure> {
  try {
    const store = await openStore();
    const [connections, settings] = await Promise.all([listConnections(store), readSettings(store)]);
    return { ok: true, connections, settings };
  } catch (error) {
    return { ok: false, code: storeFailureCode(error) };
  }
}

const mayNotify = () => browser.permissions.contains({ permissions: ['notifications'] }).catch(() => false);

async function read(): Promise<Loaded> {
  const [vault, guards, stored, noticesAllowed] = await Promise.all([
    send('vault.state', {}),
    askGuards(),
    readStored(),
    mayNotify(),
  ]);
  if (!vault.ok) return { phase: 'failed', failure: vault };
  return { phase: 'ready', state: { vault, guards, stored, noticesAllowed }, failure: null };
}

export function usePageState(): [Loaded, reload: () => Promise<void>] {
  const [loaded, setLoaded] = useState<Loaded>({ phase: 'loading' });
  const newest = useRef(0);
  const reload = useCallback(async () => {
    newest.current += 1;
    const turn = newest.current;
    const next = await read();
    // A late answer must not replace a newer one.
    if (turn !== newest.current) return;
    // Keep what is being typed if the background is briefly unreachable.
    setLoaded((shown) =>
      next.phase === 'failed' && shown.phase === 'ready' ? { ...shown, failure: next.failure } : next,
    );
  }, []);
  useEffect(() => {
    void reload();
    const again = () => void reload();
    const whenShown = () => {
      if (document.visibilityState === 'visible') again();
    };
    const look = async () => {
      if (document.visibilityState !== 'visible') return;
      const turn = newest.current;
      const guards = await askGuards();
      // A full read in the meantime is at least as new.
      if (turn === newest.current)
        setLoaded((shown) =>
          shown.phase === 'ready' && !sameGuards(shown.state.guards, guards)
            ? { ...shown, state: { ...shown.state, guards } }
            : shown,
        );
    };
    const looking = setInterval(() => void look(), LOOK_EVERY);
    const stop = onAnnouncement((topic) => {
      if (topic !== 'clients' && topic !== 'refresh') again();
    });
    browser.permissions.onAdded.addListener(again);
    browser.permissions.onRemoved.addListener(again);
    document.addEventListener('visibilitychange', whenShown);
    return () => {
      clearInterval(looking);
      stop();
      browser.permissions.onAdded.removeListener(again);
      browser.permissions.onRemoved.removeListener(again);
      document.removeEventListener('visibilitychange', whenShown);
    };
  }, [reload]);
  return [loaded, reload];
}

function sameGuards(one: GuardsState | null, other: GuardsState | null): boolean {
  return one?.hostAccess === other?.hostAccess && one?.browserRule === other?.browserRule;
}
