import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLE_KEYS } from '../../stripe-server/samples/sample-account.ts';
import { builtPackage } from '../drivers/built.ts';
import { inEveryBrowser } from '../drivers/in-every-browser.ts';
import { inPage } from '../drivers/in-page.ts';
import type { OptionsPage } from '../drivers/options.ts';
import { SLOW } from '../drivers/patience.ts';
import type { PopupPage } from '../drivers/popup.ts';
import type { World } from '../drivers/world.ts';
import { startWorld } from '../drivers/world.ts';
import { leaveTheMachine } from './reach.ts';

const MINUTE = 60_000;
/** Eleven characters that are hard to guess. */
const SHORT = 'xK#9q!zP2vL';
const OTHER_SHORT = 'R4w$mT7^yBe';

/** The scripts of a built page: those that come with it, or also those that it loads later. */
async function scriptsOf(folder: string, page: string, later: boolean): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (found.has(path)) return;
    found.add(path);
    const text = await readFile(join(folder, path), 'utf8');
    const pattern = later
      ? /(?:from|import|import\(|src=|href=)\s*["'`]([^"'`]+\.js)["'`]/g
      : /(?:from|import|src=|href=)\s*["'`]([^"'`]+\.js)["'`]/g;
    for (const [, name = ''] of text.matchAll(pattern))
      await visit(name.startsWith('/') ? name.slice(1) : join(dirname(path), name));
  };
  await visit(page);
  return [...found];
}

interface Alarms {
  alarms: { getAll(): Promise<{ name: string; scheduledTime: number }[]> };
}

inEveryBrowser('passphrase and lock', (kind) => {
  let world: World;
  let options: OptionsPage;
  let popup: PopupPage;

  beforeAll(async () => {
    world = await startWorld(kind);
    options = await world.options();
  });
  afterAll(async () => {
    await world?.close();
  });

  /** Without the browser's own errands, which land at the test server too. */
  const toStripe = () => world.server.requests.filter((one) => one.host === 'api.stripe.com');

  async function front(page: OptionsPage | PopupPage): Promise<void> {
    await page.page.page.bringToFront();
  }

  async function unlock(passphrase: string): Promise<void> {
    await front(options);
    await options.security.by('textbox', 'Passphrase').fill(passphrase);
    await options.security.by('button', 'Unlock').click();
    await options.security.by('status').says('Unlocked', SLOW);
  }

  /** The refresh that waited for the unlock begins a moment after it: until then the popup shows the last one's end. */
  async function unlockAndRefresh(passphrase: string): Promise<void> {
    const sent = toStripe().length;
    await unlock(passphrase);
    await front(popup);
    await expect.poll(() => toStripe().length, SLOW).toBeGreaterThan(sent);
    await popup.refreshEnds();
  }

  const setTimes = async (change: Partial<Record<'unlockedAt' | 'lastAction' | 'lastSeen', number>>) => {
    const { 'vault.times': times } = await world.browser.getStorage('session');
    await world.browser.setStorage('session', { 'vault.times': { ...(times as object), ...change } });
  };

  /** A refresh reads everything anew when the last time was long ago; else it would be over after two requests. */
  const forgetFullRead = () =>
    world.browser.inNeutralPage((page) =>
      inPage(page, async () => {
        const opened = indexedDB.open('clientplug');
        await new Promise((done) => {
          opened.onsuccess = done;
        });
        const writing = opened.result.transaction('connections', 'readwrite');
        const connections = writing.objectStore('connections');
        const read = connections.getAll();
        read.onsuccess = () => {
          for (const connection of read.result)
            connections.put({ ...connection, lastFullRead: 1_700_000_000 });
        };
        await new Promise((done) => {
          writing.oncomplete = done;
        });
        opened.result.close();
      }),
    );

  const sessionNames = async (): Promise<string[]> =>
    Object.keys(await world.browser.getStorage('session')).filter((name) => name.startsWith('vault.'));

  const unlocked = () =>
    inPage(options.page.page, async () => {
      interface Api {
        runtime: { sendMessage(message: object): Promise<{ unlocked: boolean }> };
      }
      const scope = globalThis as unknown as { browser?: Api; chrome: Api };
      const state = await (scope.browser ?? scope.chrome).runtime.sendMessage({
        name: 'vault.state',
        payload: {},
      });
      return state.unlocked;
    });

  async function nothingOpen(): Promise<void> {
    await expect.poll(sessionNames).toEqual([]);
  }

  test('the library that measures comes with no page, and only the options page loads it later', async () => {
    const folder = builtPackage(kind);
    const measures = (scripts: string[]) => scripts.some((name) => /zxcvbn/.test(name));
    for (const page of ['popup.html', 'dashboard.html', 'options.html'])
      expect(measures(await scriptsOf(folder, page, false)), page).toBe(false);
    expect(measures(await scriptsOf(folder, 'options.html', true))).toBe(true);
    for (const page of ['popup.html', 'dashboard.html', 'background.js'])
      expect(measures(await scriptsOf(folder, page, true)), page).toBe(false);
  });

  test('a short passphrase is measured as it is typed, and nothing moves', async () => {
    const button = await options.stripe.by('button', 'Save Key').handle();
    const place = async (): Promise<number | undefined> => (await button.boundingBox())?.y;
    const before = await place();
    const field = options.stripe.by('textbox', 'Passphrase');
    for (const [typed, said] of [
      ['correct horse battery', /Good\./],
      ['password1', /Too easy to guess. 3 more/],
      [SHORT, /Good: short, but hard to guess/],
      ['', /^At least 12 characters.*safe\.\s*$/],
    ] as const) {
      await field.fill(typed);
      await expect.poll(async () => (await field.one()).description, SLOW).toMatch(said);
      expect(await place(), String(said)).toBe(before);
    }
  });

  test('a short one that is easy to guess is refused, one that is hard to guess is taken', async () => {
    await options.submitKey('Save Key', SAMPLE_KEYS.restricted, 'password1', 'password1');
    expect((await options.alert.one(SLOW)).text).toMatch(/too easy to guess/);
    expect(toStripe()).toEqual([]);
    await options.connect(SAMPLE_KEYS.restricted, SHORT);
  });

  test('the same holds for a change of the passphrase', async () => {
    await options.security.by('button', 'Change passphrase').click();
    const dialog = options.page.by('dialog', 'Change passphrase');
    const change = async (next: string): Promise<void> => {
      await dialog.by('textbox', 'Current passphrase').fill(SHORT);
      await dialog.by('textbox', 'New passphrase').fill(next);
      await dialog.by('textbox', 'Confirm passphrase').fill(next);
      await dialog.by('button', 'Change').click();
    };
    await change('sunshine7');
    expect((await dialog.by('alert').one(SLOW)).text).toMatch(/too easy to guess/);
    await change(OTHER_SHORT);
    await dialog.gone(SLOW);
    await options.security.by('status').says('Unlocked');
    await options.lockNow();
    await unlock(OTHER_SHORT);
  });

  test('a client and its figures are there', async () => {
    popup = await world.popup();
    await popup.addClient({
      name: 'Acme',
      subscription: { type: 'care', option: { starts: 'Acme Studio' } },
    });
    await popup.refresh(world.server);
    await popup.refreshStatus.says(/Last refreshed/);
  });

  test('a lock empties what was typed, in a dialog too, and Show reveals nothing', async () => {
    await front(options);
    const key = options.stripe.by('textbox', 'Stripe secret key');
    await options.submitKey('Update Key', 'rk_live_cut');
    // A refused key may be corrected, masked.
    await options.alert.says('This key is cut off', SLOW);
    expect(await key.one()).toMatchObject({ value: 'rk_live_cut', masked: true });
    await options.stripe.by('button', 'Show Stripe secret key').click();
    await key.until(([field]) => field?.masked === false, 'it is shown');
    await options.security.by('button', 'Change passphrase').click();
    const dialog = options.page.by('dialog', 'Change passphrase');
    const fields = ['Current passphrase', 'New passphrase', 'Confirm passphrase'];
    for (const field of fields) await dialog.by('textbox', field).fill('not this one at all');
    await dialog.by('button', 'Change').click();
    await dialog
      .by('textbox', 'Current passphrase')
      .until(([field]) => field?.value === '', 'it is cleared', SLOW);
    await front(popup);
    await popup.lockNow();
    await front(options);
    await dialog.by('alert').says('ClientPlug has locked', SLOW);
    for (const field of fields) expect((await dialog.by('textbox', field).one()).value).toBe('');
    await dialog.by('button', 'Cancel').click();
    expect(await key.one()).toMatchObject({ value: '', masked: true });
    await unlock(OTHER_SHORT);
  });

  test('a lock in the middle of a refresh ends it cleanly; the data is as before; the unlock goes on with it', async () => {
    await forgetFullRead();
    const before = (await popup.row('Acme').one()).text;
    const hold = world.server.faults.hold(({ path }) => path === '/v1/invoices');
    const start = toStripe().length;
    const since = () => toStripe().slice(start);
    await popup.page.by('button', 'Refresh').click();
    await expect.poll(() => hold.waiting, SLOW).toBeGreaterThan(0);
    await front(options);
    await options.lockNow();
    await popup.page.by('progressbar', 'Refresh progress').gone(SLOW);
    await nothingOpen();
    hold.release();
    expect((await popup.row('Acme').one()).text).toBe(before);
    const pages = () => since().filter(({ path }) => path === '/v1/subscriptions').length;
    expect(pages()).toBe(1);

    await unlockAndRefresh(OTHER_SHORT);
    await popup.refreshStatus.says(/Last refreshed/, SLOW);
    // What was read before the lock is not read again.
    expect(pages()).toBe(1);
    expect((await popup.row('Acme').one()).text).toBe(before);
  });

  test('a shorter time acts at once: the alarm, and what is overdue by it', async () => {
    await front(options);
    await options.security.by('radio', '5 minutes').click();
    const alarmIn = () =>
      inPage(options.page.page, async () => {
        const scope = globalThis as unknown as { browser?: Alarms; chrome: Alarms };
        const all = await (scope.browser ?? scope.chrome).alarms.getAll();
        return (all.find(({ name }) => name === 'lock')?.scheduledTime ?? 0) - Date.now();
      });
    // By default a restricted key has no time limit, and so no alarm before.
    await expect.poll(alarmIn, SLOW).toBeGreaterThan(4 * MINUTE);
    expect(await alarmIn()).toBeLessThanOrEqual(5 * MINUTE);
    // The click was an action; six minutes without one would have been allowed before it.
    await setTimes({ lastAction: Date.now() - 6 * MINUTE });
    await popup.page.page.bringToFront();
    await popup.page.by('button', 'Refresh').click();
    await popup.unlockForm.one(SLOW);
    await nothingOpen();
    await front(options);
    await options.security.by('status').says('Locked', SLOW);
    await options.security.by('radio', '15 minutes').click();
    await unlockAndRefresh(OTHER_SHORT);
  });

  test('time that passed while the background was dead counts', async () => {
    await world.browser.killBackground();
    await setTimes({
      unlockedAt: Date.now() - 20 * MINUTE,
      lastAction: Date.now() - 16 * MINUTE,
      lastSeen: Date.now() - 16 * MINUTE,
    });
    const sent = toStripe().length;
    await front(popup);
    await popup.page.by('button', 'Refresh').click();
    await popup.unlockForm.one(SLOW);
    await nothingOpen();
    expect(toStripe().length).toBe(sent);
    await unlockAndRefresh(OTHER_SHORT);
  });

  test('a clock that was set back locks at the next use', async () => {
    await setTimes({ lastSeen: Date.now() + 10 * MINUTE });
    await front(popup);
    await popup.page.by('button', 'Refresh').click();
    await popup.unlockForm.one(SLOW);
    await nothingOpen();
  });

  test('an unlock freezes no page while it derives', async () => {
    await front(options);
    const { ok, longest, whole } = await inPage(
      options.page.page,
      async (passphrase: string) => {
        interface Api {
          runtime: { sendMessage(message: object): Promise<{ ok: boolean }> };
        }
        const scope = globalThis as unknown as { browser?: Api; chrome: Api };
        const start = performance.now();
        let last = start;
        let longest = 0;
        let over = false;
        const tick = (): void => {
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
          if (!over) setTimeout(tick);
        };
        tick();
        const { ok } = await (scope.browser ?? scope.chrome).runtime.sendMessage({
          name: 'vault.unlock',
          payload: { passphrase },
        });
        over = true;
        tick();
        return { ok, longest, whole: performance.now() - start };
      },
      OTHER_SHORT,
    );
    expect(ok).toBe(true);
    // The derivation is nearly all of it: on the page's own thread, the longest pause would be nearly all of it too.
    expect(longest).toBeLessThan(whole / 2);
    await options.security.by('status').says('Unlocked', SLOW);
  });

  test('a screen that locks, or a machine that nobody touches, locks unless the user chose otherwise', async () => {
    await leaveTheMachine(world, options.page.page, 15);
    await options.security.by('status').says('Locked', SLOW);
    await nothingOpen();
    const choice = options.security.by('checkbox', 'Lock with the screen');
    // Only an unlocked vault's lock can be weakened.
    await unlock(OTHER_SHORT);
    await choice.check(false);
    await expect
      .poll(() => world.browser.getStorage('local'), SLOW)
      .toMatchObject({ 'vault.lock': { withScreen: false } });
    await leaveTheMachine(world, options.page.page, 16);
    // Asked after the event, so answered after what it set off.
    expect(await unlocked()).toBe(true);
    expect(await sessionNames()).toContain('vault.key');
    await choice.check(true);
    await options.lockNow();
  });

  test('the wait after wrong passphrases is counted down in popup and options, across the background’s death', async () => {
    await world.browser.killBackground();
    await world.browser.setStorage('local', { 'vault.throttle': { wrong: 7, at: Date.now() } });
    await popup.page.close();
    popup = await world.popup();
    await popup.page.by('button', 'Refresh').click();
    const timer = popup.unlockForm.by('timer');
    const seconds = async (): Promise<number> => Number(/\d+/.exec((await timer.one(SLOW)).text)?.[0]);
    const first = await seconds();
    expect(first).toBeLessThanOrEqual(16);
    expect((await popup.unlockForm.by('button', 'Unlock').one()).disabled).toBe(true);
    await expect.poll(seconds, SLOW).toBeLessThan(first);
    const second = await world.options();
    await second.security.by('timer').one(SLOW);
    await second.page.close();
    await timer.gone(SLOW);
    expect((await popup.unlockForm.by('button', 'Unlock').one()).disabled).toBe(false);

    // A wrong one more: the wait begins anew, and is said at the form that asked.
    await front(popup);
    await popup.unlock('not the passphrase');
    await popup.unlockForm.by('alert').one(SLOW);
    expect(await seconds()).toBeGreaterThan(16);
    await world.browser.setStorage('local', { 'vault.throttle': { wrong: 0, at: 0 } });
  });

  test('nothing of it was an error', async () => {
    expect(world.server.writes).toEqual([]);
    expect(await world.browser.foreignRequests()).toEqual([]);
  });
});
