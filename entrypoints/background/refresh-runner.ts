import { browser } from 'wxt/browser';
import { announce } from '../../lib/messaging/announce.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { REFRESH_WISH_MS } from '../../lib/model/refresh.ts';
import { toSeconds } from '../../lib/model/units.ts';
import type { RefreshOutcome } from '../../lib/refresh/refresher.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { readSettings } from '../../lib/store/records/settings.ts';
import { showBadge } from './badge.ts';
import { notifyBecameLate } from './notify.ts';
import { openUnlock } from './open-unlock.ts';
import type { Services } from './services.ts';

/** Fires while a refresh runs: it keeps an event page awake, and wakes a worker that died. */
export const HEARTBEAT = 'refresh';
const WISH = 'refresh.wish';

/** Ends that the user brought about: nothing to warn of on the icon. */
const QUIET: ReadonlySet<string> = new Set(['cancelled', 'locked', 'not-connected']);

export function createRefresh(services: Services) {
  const { vault, refresher, session, calendar, now } = services;

  /** What runs now, and what it still has to show when it has answered. */
  let running: Promise<unknown> = Promise.resolve();
  let atWork = 0;

  /** Runs a refresh to its end. Badge and notification follow; nobody has to wait for those. */
  async function run(): Promise<{ ok: true; requests: number } | Failure> {
    atWork += 1;
    const refreshed = refreshOnce().finally(() => {
      atWork -= 1;
    });
    const whole = refreshed.then((outcome) => ('state' in outcome ? tell(outcome) : undefined));
    running = Promise.allSettled([running, whole]);
    const outcome = await refreshed;
    if ('ok' in outcome) return outcome;
    const { failure, requests } = outcome.state;
    return failure ?? { ok: true, requests };
  }

  /** Ends what runs, and waits until it writes and shows nothing more. */
  async function end(): Promise<void> {
    refresher.stop('cancelled');
    await running;
  }

  async function refreshOnce(): Promise<RefreshOutcome | Failure> {
    await browser.alarms.create(HEARTBEAT, { periodInMinutes: 0.5 });
    let isOurs = true;
    try {
      const outcome = await refresher.start();
      // The heartbeat belongs to the refresh that runs.
      isOurs = !('ok' in outcome && outcome.code === 'already-running');
      return outcome;
    } finally {
      if (isOurs) await browser.alarms.clear(HEARTBEAT);
    }
  }

  async function tell({ state: { failure }, changes }: RefreshOutcome): Promise<void> {
    const store = await openStore();
    const failed = failure !== null && !QUIET.has(failure.code);
    await showBadge(store, toSeconds(now()), calendar, failed);
    if ((await readSettings(store)).notifyLate) await notifyBecameLate(changes);
    // What a dead worker leaves behind, the next refresh removes.
    await refresher.tidy();
  }

  /** The user asked: in a page, in the context menu, by the shortcut. When locked, the wish waits for the unlock. */
  async function request(): Promise<{ ok: true; requests: number } | Failure> {
    const state = await vault.state();
    if (state.trouble) return { ok: false, code: state.trouble };
    if (!state.exists) return { ok: false, code: 'not-connected' };
    if (state.unlocked) return run();
    await session.set(WISH, now());
    return { ok: false, code: 'locked' };
  }

  /** From outside our pages: there is nobody to show a failure to, so the form or the options page comes up. */
  async function requestFromOutside(): Promise<void> {
    const answer = await request();
    if (answer.ok) return;
    if (answer.code === 'locked') await openUnlock();
    else if (answer.code === 'not-connected') await browser.runtime.openOptionsPage();
    else announce('refresh');
  }

  async function waits(): Promise<boolean> {
    const since = await session.get(WISH);
    return typeof since === 'number' && now() - since >= 0 && now() - since <= REFRESH_WISH_MS;
  }

  /** After an unlock: runs what waited for it. Returns whether a refresh was started; it goes on by itself. */
  async function afterUnlock(): Promise<boolean> {
    const wished = await waits();
    await session.remove(WISH);
    if (!wished && !(await wasInterrupted())) return false;
    void run();
    return true;
  }

  /** Without a database there is nothing to resume, and the next click says so. */
  function wasInterrupted(): Promise<boolean> {
    return refresher.wasInterrupted().catch(async () => {
      await browser.alarms.clear(HEARTBEAT);
      return false;
    });
  }

  /** On every start of the background and on the heartbeat: goes on with what a dead worker left. */
  async function resume(): Promise<void> {
    if (!(await wasInterrupted())) return;
    if ((await vault.state()).unlocked) await run();
    else await refresher.markLocked();
  }

  return { run, isRunning: () => atWork > 0, end, request, requestFromOutside, waits, afterUnlock, resume };
}

export type Refresh = ReturnType<typeof createRefresh>;
