import { browser } from 'wxt/browser';
import { announce } from '../../lib/messaging/announce.ts';
import type { Failure } from '../../lib/model/failure.ts';
import { REFRESH_WISH_MS } from '../../lib/model/refresh.ts';
import { toSeconds } from '../../lib/model/units.ts';
import type { RefreshOutcome } from '../../lib/refresh/refresher.ts';
import { openStore } from '../../lib/store/db/open.ts';
import { readSettings } from '../../lib/store/records/settings.ts';
import { countLate, keepForPopup, paintBadge, readFigures } from './badge.ts';
import { notifyChanges } from './notify.ts';
import { openUnlock } from './open-unlock.ts';
import type { Services } from './services.ts';

/** An alarm that keeps an event page awake and revives a dead worker. */
export const HEARTBEAT = 'refresh';
const WISH = 'refresh.wish';

/** Caused by the user, so the icon shows no warning. */
const QUIET: ReadonlySet<string> = new Set(['cancelled', 'locked', 'not-connected']);

export function createRefreshRunner(services: Services) {
  const { vault, refresher, session, calendar, now } = services;

  let running: Promise<unknown> = Promise.resolve();
  let active = 0;

  async function run(): Promise<{ ok: true; requests: number } | Failure> {
    active += 1;
    const refreshed = refreshOnce().finally(() => {
      active -= 1;
    });
    const showing = refreshed.then((outcome) => ('state' in outcome ? showOutcome(outcome) : undefined));
    running = Promise.allSettled([running, showing]);
    const outcome = await refreshed;
    if ('ok' in outcome) return outcome;
    const { failure, requests } = outcome.state;
    return failure ?? { ok: true, requests };
  }

  /** Resolves once the badge and a notification show what refreshes brought. */
  async function shown(): Promise<void> {
    await running;
  }

  async function refreshOnce(): Promise<RefreshOutcome | Failure> {
    await browser.alarms.create(HEARTBEAT, { periodInMinutes: 0.5 });
    let isOurs = true;
    try {
      const outcome = await refresher.start();
      // The heartbeat belongs to the running refresh.
      isOurs = !('ok' in outcome && outcome.code === 'already-running');
      return outcome;
    } finally {
      if (isOurs) await browser.alarms.clear(HEARTBEAT);
    }
  }

  async function showOutcome({ state: { failure }, changes }: RefreshOutcome): Promise<void> {
    const store = await openStore();
    const failed = failure !== null && !QUIET.has(failure.code);
    await updateBadge({ failed });
    await notifyChanges(changes, await readSettings(store));
    // If the worker dies before this, the next refresh cleans up.
    await refresher.tidy();
  }

  async function updateBadge({ failed }: { failed: boolean } = { failed: false }): Promise<void> {
    const store = await openStore();
    const current = await readFigures(store, toSeconds(now()), calendar);
    await keepForPopup(store, current);
    await paintBadge({ late: countLate(current), failed });
  }

  /** While locked, the request waits for the unlock. */
  async function request(): Promise<{ ok: true; requests: number } | Failure> {
    const state = await vault.state();
    if (state.trouble) return { ok: false, code: state.trouble };
    if (!state.exists) return { ok: false, code: 'not-connected' };
    if (state.unlocked) return run();
    await session.set(WISH, now());
    return { ok: false, code: 'locked' };
  }

  /** No page shows a failure here: opens the Unlock form or the options page. */
  async function requestFromOutside(): Promise<void> {
    const answer = await request();
    if (answer.ok) return;
    if (answer.code === 'locked') await openUnlock();
    else if (answer.code === 'not-connected') await browser.runtime.openOptionsPage();
    else announce('refresh');
  }

  async function isWaitingForUnlock(): Promise<boolean> {
    const since = await session.get(WISH);
    return typeof since === 'number' && now() - since >= 0 && now() - since <= REFRESH_WISH_MS;
  }

  async function afterUnlock(): Promise<boolean> {
    const wished = await isWaitingForUnlock();
    await session.remove(WISH);
    if (!wished && !(await wasInterrupted())) return false;
    void run();
    return true;
  }

  /** Without a database there is nothing to resume. */
  function wasInterrupted(): Promise<boolean> {
    return refresher.wasInterrupted().catch(async () => {
      await browser.alarms.clear(HEARTBEAT);
      return false;
    });
  }

  async function resume(): Promise<void> {
    if (!(await wasInterrupted())) return;
    if ((await vault.state()).unlocked) {
      await run();
      return;
    }
    // The unlock resumes it.
    await browser.alarms.clear(HEARTBEAT);
    await refresher.markLocked();
  }

  return {
    run,
    isRunning: () => active > 0,
    shown,
    request,
    requestFromOutside,
    isWaitingForUnlock,
    afterUnlock,
    resume,
    updateBadge,
  };
}

export type RefreshRunner = ReturnType<typeof createRefreshRunner>;
